import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { SystemClock } from '#app/clock'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { AceProcess } from '#tests/helpers/ace_process'
import { cleanDatabase } from '#tests/helpers/database'
import { assertNothingWrong, checkDelivery, printReport } from '#tests/helpers/delivery_checker'
import { insertDueMessages, orangeEnvironment } from '#tests/helpers/orange_runs'
import { anOrangeEngine } from '#tests/helpers/orange_engine'
import { trials } from '#tests/reliability/support/scale'

/** File descriptors of the worker: it takes about thirty before it sends anything. */
const DESCRIPTORS = 64

const MESSAGES = trials(800, 4_000)
const LATENCY_MS = 100

/** A shell lowers its own limit and then becomes the process. */
const WITH_FEW_DESCRIPTORS = [
  'sh',
  '-c',
  `ulimit -n ${DESCRIPTORS}; exec "$0" "$@"`,
  process.execPath,
]

test.group('A worker with few file descriptors', (group) => {
  group.each.setup(() => cleanDatabase())

  test('sends with those it has; what could not be POSTed is not unknown, and waits', async ({
    assert,
  }) => {
    const emulator = await OrangeEmulator.start({ ratePerSecond: null, latencyMs: LATENCY_MS })
    await insertDueMessages(MESSAGES)
    const environment = orangeEnvironment(emulator.url, { ratePerSecond: 1_000 })
    const worker = new AceProcess(
      ['sms:work', '--json'],
      { ...environment, SMS_BATCH_SIZE: '500' },
      WITH_FEW_DESCRIPTORS
    )
    while (worker.running && (await countUntried()) > 0) await delay(100)
    worker.kill('SIGTERM')
    const { code } = await worker.ended
    const atTheEnd = await checkDelivery(emulator.journalWithAnswers())
    const putOff = await countPutOff()

    const later = await anOrangeEngine({ url: emulator.url, clock: new SystemClock(60_000) })
    await later.sweep()
    const report = await checkDelivery(emulator.journalWithAnswers())
    await Promise.all([later.close(), emulator.stop()])
    printReport('few file descriptors', report, `put off ${putOff}`)

    assert.equal(code, 0)
    assert.isAbove(putOff, 0, 'the limit was felt')
    assert.lengthOf(atTheEnd.unknown, 0)
    assert.equal(atTheEnd.accepted, MESSAGES - putOff, 'a POST for each that was not put off')
    assertNothingWrong(assert, report)
    assert.lengthOf(report.unknown, 0)
    assert.equal(report.accepted, MESSAGES)
    assert.lengthOf(await db.from('sms_messages').where('retry_count', '>', 0), 0)
    assert.lengthOf(await db.from('gateway_accounts').whereNot('state', 'active'), 0)
  })
})

async function countUntried(): Promise<number> {
  const [{ count }] = await db
    .from('sms_messages')
    .whereIn('status', ['pending', 'sending'])
    .where((untried) => untried.where('attempt_count', 0).orWhere('status', 'sending'))
    .count('* as count')
  return Number(count)
}

async function countPutOff(): Promise<number> {
  const [{ count }] = await db
    .from('sms_messages')
    .where({ status: 'pending', reason: 'too_many_open_files', retry_count: 0 })
    .count('* as count')
  return Number(count)
}
