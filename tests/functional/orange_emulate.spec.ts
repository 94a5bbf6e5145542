import { test } from '@japa/runner'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { setTimeout as delay } from 'node:timers/promises'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { AceProcess, runAceProcess } from '#tests/helpers/ace_process'
import { runAce } from '#tests/helpers/run_ace'
import { NUMBER, Client } from '#tests/helpers/emulator_client'
import { withoutDatabase } from '#tests/helpers/without_database'

/** As much of an emulator as a client needs, in another process. */
async function startCommand(...flags: string[]) {
  const running = new AceProcess(['orange:emulate', '--port=0', ...flags])
  let printed = ''
  running.child.stdout!.on('data', (chunk) => (printed += chunk))
  running.child.stderr!.on('data', (chunk) => (printed += chunk))
  while (running.running && !/--help/.test(printed)) await delay(10)
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0]
  if (!url) throw new Error(`the emulator did not start: ${printed}`)
  return { running, printed, client: new Client({ url } as OrangeEmulator) }
}

test.group('node ace orange:emulate', (group) => {
  withoutDatabase(group)
  test('prints where it is and how to reach it, ends on SIGTERM with a report', async ({
    assert,
  }) => {
    const { running, printed, client } = await startCommand('--rate=0')
    assert.include(printed, `ORANGE_BASE_URL=${client.url}\nORANGE_CLIENT_ID=demo`)
    assert.match(printed, /…0400 {2}SVC0004/)
    assert.equal((await client.send())!.status, 201)
    assert.equal((await client.send('tel:+237690000500'))!.status, 500)

    running.kill('SIGTERM')
    const { code, stdout } = await running.ended
    assert.equal(code, 0)
    assert.match(
      stripVTControlCharacters(stdout),
      /2 requests, 1 accepted, at most 2 in any second, 0 accepted more than once/
    )
  })

  test('SIGINT ends it as well; --json prints the report alone', async ({ assert }) => {
    const { running, client } = await startCommand('--json', '--rate=2', '--units=9')
    for (let n = 0; n < 4; n++) await client.send()
    running.kill('SIGINT')
    const { code, stdout } = await running.ended
    assert.equal(code, 0)
    assert.containSubset(JSON.parse(stdout), {
      requests: 4,
      accepted: 2,
      refused: 2,
      ratePerSecond: 2,
      unitsLeft: 7,
      outcomes: { 'accepted': 2, 'refused:rate_limit': 2 },
    })
  })

  test('flags decide what goes wrong', async ({ assert }) => {
    const { running, client } = await startCommand(
      '--rate=0',
      '--no-magic',
      '--fault=unavailable:once',
      '--fault=internal_error:after1',
      '--expires=2027-01-31'
    )
    assert.equal((await client.send())!.status, 503)
    assert.equal((await client.send('tel:+237690000400'))!.status, 201)
    assert.equal((await client.send())!.status, 500)
    const { body } = await client.get('/sms/admin/v1/contracts')
    assert.equal(body[0].expirationDate, '2027-01-31T00:00:00.000Z')
    running.kill('SIGTERM')
    await running.ended
  })

  test('the journal survives SIGKILL, and every accepted message is in it', async ({
    assert,
    cleanup,
  }) => {
    const folder = await mkdtemp(join(tmpdir(), 'rappel-emulate-'))
    cleanup(() => rm(folder, { recursive: true }))
    const journal = join(folder, 'journal.jsonl')
    const { running, client } = await startCommand('--rate=0', `--journal=${journal}`)
    await client.token()

    let next = 0
    const heard: string[] = []
    const sender = async () => {
      while (running.running) {
        const number = `tel:+2376${String(next++).padStart(6, '0')}5555`
        if ((await client.send(number))?.status === 201) heard.push(number)
      }
    }
    const senders = Promise.all(Array.from({ length: 8 }, sender))
    while (heard.length < 500) await delay(5)
    running.kill('SIGKILL')
    await senders

    const written = (await readFile(journal, 'utf8')).trim().split('\n')
    const entries = written.map((line) => JSON.parse(line))
    assert.deepEqual(
      entries.map(({ seq }) => seq),
      entries.map((_, index) => index + 1)
    )
    const accepted = new Set(entries.map(({ address }) => address))
    assert.deepEqual(
      heard.filter((number) => !accepted.has(number)),
      []
    )
    assert.isAtMost(entries.length - heard.length, 8)

    const again = await startCommand('--rate=0', `--journal=${journal}`)
    assert.lengthOf((await again.client.get('/__emulator/journal')).body, entries.length)
    again.running.kill('SIGTERM')
    await again.running.ended
  })

  test('says what is wrong and ends with 1', async ({ assert }) => {
    const taken = await OrangeEmulator.start()
    const { port } = new URL(taken.url)
    for (const [flags, message] of [
      [[`--port=${port}`], /Port \d+ is taken: choose another with --port/],
      [['--fault=nothing'], /no fault "nothing"/],
      [['--rate=-1'], /--rate must be a whole number from 0/],
      [['--expires=soon'], /--expires must be an ISO 8601 date/],
    ] as [string[], RegExp][]) {
      const { code, stdout, stderr } = await runAce(['orange:emulate', ...flags])
      assert.equal(code, 1)
      assert.match(stdout + stderr, message)
    }
    await taken.stop()
  })

  test('is not for production', async ({ assert }) => {
    const production = { NODE_ENV: 'production' }
    const { code, stderr } = await runAceProcess(['orange:emulate', '--port=0'], production)
    assert.equal(code, 1)
    assert.match(stderr, /NODE_ENV is "production"/)
  })

  test('--help lists the numbers and the faults', async ({ assert }) => {
    const { code, stdout } = await runAceProcess(['orange:emulate', '--help'])
    assert.equal(code, 0)
    assert.match(stdout, /…0001 {2}accepted, then the connection is reset/)
    assert.match(stdout, /truncated_201\s+taken, 201 cut short/)
  })

  test('a message sent twice is named at the end', async ({ assert }) => {
    const { running, client } = await startCommand('--json')
    await client.send(NUMBER)
    await client.send(NUMBER)
    running.kill('SIGTERM')
    const { stdout } = await running.ended
    assert.containSubset(JSON.parse(stdout).duplicates, [{ address: NUMBER, accepted: 2 }])
  })
})
