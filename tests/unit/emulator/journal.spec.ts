import { test } from '@japa/runner'
import { createHash } from 'node:crypto'
import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call, NUMBER } from '#tests/helpers/emulator_client'
import { withEmulators } from './support.js'
import { withoutDatabase } from '#tests/helpers/without_database'

test.group('Emulator: journal', (group) => {
  withoutDatabase(group)
  const start = withEmulators(group)
  let journalFile: string

  group.each.setup(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rappel-journal-'))
    journalFile = join(folder, 'deep', 'journal.jsonl')
    return () => rm(folder, { recursive: true })
  })

  const linesOf = async () => (await readFile(journalFile, 'utf8')).trim().split('\n')

  test('holds every request with number, text and outcome, in order', async ({ assert }) => {
    const client = await start()
    const before = Date.now()
    await client.send(NUMBER, { text: 'Bonjour é' })
    await client.send('tel:+237690000400')
    await client.send('tel:+237690000001')
    const entries = client.emulator.journal()
    assert.deepEqual(
      entries.map(({ seq, outcome }) => [seq, outcome]),
      [
        [1, 'accepted'],
        [2, 'refused:invalid_number'],
        [3, 'accepted_then_reset'],
      ]
    )
    assert.equal(entries[0].textHash, createHash('sha256').update('Bonjour é').digest('hex'))
    assert.closeTo(entries[0].at, before, 1000)
    assert.isNull(entries[1].resourceId)
    assert.lengthOf(entries[2].resourceId!, 36)
  })

  test('is read from a sequence number on', async ({ assert }) => {
    const client = await start()
    for (let n = 0; n < 2500; n++) await client.sendBody('x')
    const all = await client.get('/__emulator/journal')
    const rest = await client.get('/__emulator/journal?after=2498')
    assert.deepEqual(all.body, client.emulator.journal())
    assert.deepEqual(
      rest.body.map(({ seq }: { seq: number }) => seq),
      [2499, 2500]
    )
    assert.deepEqual((await client.get('/__emulator/journal?after=9999')).body, [])
    assert.equal((await client.get('/__emulator/journal?after=x')).status, 400)
  })

  test('is on disk before the answer, for the owner alone', async ({ assert }) => {
    const client = await start({ journalFile })
    await client.send(NUMBER)
    await client.send('tel:+237690000500')
    assert.deepEqual(
      (await linesOf()).map((line) => JSON.parse(line)),
      client.emulator.journal()
    )
    const { mode } = await stat(journalFile)
    assert.equal(mode & 0o077, 0)
  })

  test('is continued by the next emulator, over a line that was never finished', async ({
    assert,
  }) => {
    const first = await start({ journalFile })
    await first.send('tel:+237690015555')
    await first.send('tel:+237690025555')
    await first.emulator.stop()
    await appendFile(journalFile, '{"seq":3,"at":17')

    const second = await start({ journalFile })
    assert.deepEqual(second.emulator.journal(), first.emulator.journal())
    assert.containSubset(second.emulator.report(), { requests: 2, accepted: 2 })
    await second.send('tel:+237690035555')
    await second.emulator.stop()

    const third = await start({ journalFile })
    assert.deepEqual(
      third.emulator.journal().map(({ seq }) => seq),
      [1, 2, 3]
    )
  })

  test('can be emptied; numbers go on', async ({ assert }) => {
    const client = await start({ journalFile })
    await client.send('tel:+237690000503')
    const { body } = (await call(`${client.url}/__emulator/reset`, { method: 'POST' }))!
    assert.containSubset(body, { requests: 0, accepted: 0, refused: 0, maxInAnySlidingSecond: 0 })
    assert.equal(await readFile(journalFile, 'utf8'), '')
    await client.send('tel:+237690000503')
    assert.containSubset(client.emulator.journal(), [{ seq: 2, outcome: 'refused:unavailable' }])
    assert.lengthOf(await linesOf(), 1)
  })

  test('what cannot be written is not accepted', async ({ assert }) => {
    const client = await start({ journalFile: '/dev/full' })
    assert.containSubset(await client.send(), { status: 500, body: { code: 1 } })
    assert.lengthOf(client.emulator.journal(), 0)
  }).skip(process.platform !== 'linux', 'needs /dev/full')

  test('the report names what was accepted twice', async ({ assert }) => {
    const client = await start()
    await client.send(NUMBER, { text: 'a' })
    await client.send(NUMBER, { text: 'b' })
    await client.send('tel:+237690000001')
    await client.send('tel:+237690000001')
    const { body } = await client.get('/__emulator/report')
    assert.deepEqual(body, client.emulator.report())
    assert.sameDeepMembers(body.byNumber, [
      { address: NUMBER, accepted: 2 },
      { address: 'tel:+237690000001', accepted: 2 },
    ])
    assert.lengthOf(body.duplicates, 1)
    assert.containSubset(body.duplicates, [{ address: 'tel:+237690000001', accepted: 2 }])
  })
})
