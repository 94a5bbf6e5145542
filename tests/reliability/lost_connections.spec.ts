import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'
import { aReceipt } from '#tests/helpers/operator_bodies'
import { RECEIPTS, SECRET } from '#tests/helpers/webhooks'
import { AceProcess } from '#tests/helpers/ace_process'
import { withCleanDatabase } from '#tests/helpers/database'
import { assertNothingWrong, checkDelivery, printReport } from '#tests/helpers/delivery_checker'
import { insertDueMessages, orangeEnvironment } from '#tests/helpers/orange_runs'
import { ServerProcess } from '#tests/helpers/server_process'
import { trials } from '#tests/reliability/support/scale'
import * as workers from '#tests/reliability/support/workers'

/** How the connections of a process are told from ours. */
const NAME = 'victim'
const VICTIM = { PGAPPNAME: NAME }

const CALLING_MS = trials(15_000, 60_000)
const CUT_EVERY_MS = 150
const LANES = 16

const MESSAGES = 1_225
const RATE_PER_SECOND = 100
const CRASHES = 12
/** Far more than the 13 seconds that the limit asks for, and less than a lease, for which lost claims would be kept. */
const DRAINED_WITHIN_MS = 80_000

/** Ends the connections of the process, whatever they do just now; returns how many. */
async function cutConnections(): Promise<number> {
  const cut = await query(
    db.connection(),
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :name',
    { name: NAME }
  )
  return cut.length
}

test.group('Connections to PostgreSQL that are lost', (group) => {
  withCleanDatabase(group)
  group.tap((each) =>
    each.skip(() => !isPostgres(db.connection()), 'SQLite has no connection that could be lost')
  )

  test('while receipts come in: the web server lives, and has stored what it answered with 200', async ({
    assert,
    cleanup,
  }) => {
    const server = await ServerProcess.start({
      ...VICTIM,
      LOG_LEVEL: 'fatal',
      ORANGE_WEBHOOK_SECRET: SECRET,
      ORANGE_WEBHOOK_RATE_PER_SECOND: '100000',
    })
    cleanup(() => server.stop('SIGKILL'))
    const answers = new Map<number, string[]>()
    const until = performance.now() + CALLING_MS
    const lane = async (name: number) => {
      for (let call = 0; performance.now() < until; call++) {
        const id = `${name}-${call}`
        const { status } = await fetch(server.url + RECEIPTS, {
          method: 'POST',
          body: aReceipt(id),
        }).catch(() => ({ status: 0 }))
        answers.set(status, [...(answers.get(status) ?? []), id])
      }
    }
    const calling = Promise.all(Array.from({ length: LANES }, (_, name) => lane(name)))
    let cut = 0
    while (performance.now() < until) {
      await delay(CUT_EVERY_MS)
      cut += await cutConnections()
    }
    await calling

    assert.equal(await server.stop('SIGTERM').then(() => server.ended), 0, server.output)
    assert.isEmpty(server.output, 'nothing was left for the last line of defence')
    const said = answers.get(200) ?? []
    const refused = answers.get(503)?.length ?? 0
    const rows = await db.from('sms_webhook_logs').select('provider_message_id')
    const stored = new Set(rows.map((row) => row.provider_message_id))
    console.log(
      `    ${cut} connections cut; 200: ${said.length}, 503: ${refused}, ${stored.size} rows`
    )
    assert.isEmpty([...answers.keys()].filter((status) => status !== 200 && status !== 503))
    assert.isAbove(said.length, 0)
    assert.isAbove(cut, 0)
    assert.isEmpty(said.filter((id) => !stored.has(id)))
  })

  test('twelve times in the middle of sending: the worker goes on at once', async ({
    assert,
    cleanup,
  }) => {
    const emulator = await OrangeEmulator.start({ ratePerSecond: null, latencyMs: 50 })
    await insertDueMessages(MESSAGES)
    const worker = new AceProcess(['sms:work', '--json'], {
      ...orangeEnvironment(emulator.url, { ratePerSecond: RATE_PER_SECOND }),
      ...VICTIM,
      LOG_LEVEL: 'error',
    })
    cleanup(async () => {
      worker.kill('SIGKILL')
      await emulator.stop()
    })
    while (worker.running && emulator.journal().length === 0) await delay(5)
    const began = performance.now()
    for (let crash = 1; crash <= CRASHES; crash++) {
      const arrived = (crash * MESSAGES) / (CRASHES + 1)
      while (worker.running && emulator.journal().length < arrived) await delay(5)
      await cutConnections()
    }
    await workers.drained()
    const tookMs = performance.now() - began
    worker.kill('SIGTERM')
    const { code, stderr } = await worker.ended
    assert.equal(code, 0, stderr)

    const report = await checkDelivery(emulator.journal())
    const perSecond = (MESSAGES / tookMs) * 1_000
    printReport('connections cut', report, `${perSecond.toFixed(0)} of ${RATE_PER_SECOND} a second`)
    assertNothingWrong(assert, report)
    assert.isBelow(tookMs, DRAINED_WITHIN_MS)
  })
})
