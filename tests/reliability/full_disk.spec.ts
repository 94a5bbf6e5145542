import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { query } from '#storage/sql'
import { cleanDatabase } from '#tests/helpers/database'
import { assertNothingWrong, checkDelivery, printReport } from '#tests/helpers/delivery_checker'
import { insertDueMessages, orangeEnvironment } from '#tests/helpers/orange_runs'
import { ServerProcess } from '#tests/helpers/server_process'
import { noSmallDisk } from '#tests/reliability/support/small_disk'
import { aSmallDatabase, type SmallDatabase } from '#tests/reliability/support/small_database'
import { trials } from '#tests/reliability/support/scale'
import { killAll, startWorker } from '#tests/reliability/support/workers'
import { aReply } from '#tests/helpers/operator_bodies'
import { REPLIES, SECRET } from '#tests/helpers/webhooks'

const ROUNDS = trials(3, 15)
const MESSAGES_A_ROUND = 150
const RATE_PER_SECOND = 100
/** Far below a lease, in milliseconds: what was answered can still be written when there is room again. */
const FULL_FOR_MS = 2_500

test.group('A disk that is really full', (group) => {
  group.each.skip(noSmallDisk() !== undefined, noSmallDisk())
  group.each.setup(async () => {
    await cleanDatabase()
    return () => killAll()
  })

  test('again and again while messages are sent and people say STOP', async ({
    assert,
    cleanup,
  }) => {
    const small = await aSmallDatabase()
    const emulator = await OrangeEmulator.start({ ratePerSecond: null, latencyMs: 50 })
    const server = await ServerProcess.start({
      ...small.environment,
      ORANGE_WEBHOOK_SECRET: SECRET,
      ORANGE_WEBHOOK_RATE_PER_SECOND: '100000',
    })
    cleanup(async () => {
      await killAll()
      await server.stop('SIGKILL')
      await emulator.stop()
      await small.remove()
    })
    await insertDueMessages(ROUNDS * MESSAGES_A_ROUND, small.db)
    const calls = new AbortController()
    const stops = sendStops(server, calls.signal)
    const worker = startWorker({
      ...orangeEnvironment(emulator.url, { ratePerSecond: RATE_PER_SECOND }),
      ...small.environment,
    })
    for (let round = 0; round < ROUNDS; round++) {
      while (emulator.journal().length < (round + 0.3) * MESSAGES_A_ROUND) await delay(10)
      small.disk.fill()
      await delay(FULL_FOR_MS)
      small.disk.free()
      await small.restartIfEnded()
    }
    await untilDrained(small)
    calls.abort()
    const { answered, refused } = await stops
    await worker.kill('SIGTERM')
    await worker.ended

    const report = await checkDelivery(emulator.journal(), small.db)
    const stored = new Set(
      (
        await query<{ phone_number: string }>(
          small.db.connection(),
          `SELECT phone_number FROM sms_webhook_logs WHERE kind = 'inbound_message'`
        )
      ).map((row) => row.phone_number)
    )
    const lostStops = answered.filter((number) => !stored.has(number))
    const extra = `STOPs answered 200: ${answered.length}, of them not stored ${lostStops.length}; refused ${refused}`
    printReport('disk full for real', report, extra)
    assertNothingWrong(assert, report)
    assert.isEmpty(lostStops)
    assert.isAbove(refused, 0, 'the disk was not full')
    assert.lengthOf(report.unknown, 0)
  })
})

/** One after the other, each from a number of its own. */
async function sendStops(server: ServerProcess, signal: AbortSignal) {
  const answered: string[] = []
  let refused = 0
  for (let n = 0; !signal.aborted; n++) {
    const number = `+237655${String(n).padStart(6, '0')}`
    const body = aReply(`STOP ${n}`, `tel:${number}`)
    const answer = await fetch(server.url + REPLIES, { method: 'POST', body }).catch(() => null)
    if (answer?.status === 200) answered.push(number)
    else refused += 1
    await delay(20)
  }
  return { answered, refused }
}

async function untilDrained({ db }: SmallDatabase): Promise<void> {
  const open = () =>
    db
      .from('sms_messages')
      .whereIn('status', ['pending', 'sending'])
      .first()
      .catch(() => 'away')
  while ((await open()) !== null) await delay(100)
}
