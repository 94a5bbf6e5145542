import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { OrangeEmulator } from '#emulator/orange_emulator'
import type { AceProcess } from '#tests/helpers/ace_process'
import { cleanDatabase } from '#tests/helpers/database'
import { assertNothingWrong, checkDelivery, printReport } from '#tests/helpers/delivery_checker'
import { insertDueMessages, orangeEnvironment } from '#tests/helpers/orange_runs'
import { putToSleep } from '#tests/reliability/support/asleep'
import { trials } from '#tests/reliability/support/scale'
import * as workers from '#tests/reliability/support/workers'

const WORKERS = 4
const RATE_PER_SECOND = 100
/** More than are sent until the slowest of the workers has begun. */
const MESSAGES = 3_000
const LEFT_TO_DRAIN = trials(200, 2_000)

test.group('Signals in the middle of a batch', (group) => {
  let emulator: OrangeEmulator
  group.each.setup(async () => {
    await cleanDatabase()
    emulator = await OrangeEmulator.start({ ratePerSecond: null, latencyMs: 50 })
    return async () => {
      await workers.killAll()
      await emulator.stop()
    }
  })
  const startWorkers = () => {
    const environment = orangeEnvironment(emulator.url, { ratePerSecond: RATE_PER_SECOND })
    return Array.from({ length: WORKERS }, () => workers.startWorker(environment))
  }

  test('SIGTERM: what is in flight is finished, claims are given back, the exit code is 0', async ({
    assert,
  }) => {
    const rounds = trials(3, 30)
    await insertDueMessages(rounds * MESSAGES)
    let stopped = 0
    for (let round = 0; round < rounds; round++) {
      const running = startWorkers()
      await Promise.all(running.map(hasSent))
      running.forEach((worker) => worker.kill('SIGTERM'))
      for (const { code, signal, stderr } of await Promise.all(running.map((one) => one.ended))) {
        assert.deepEqual({ code, signal }, { code: 0, signal: null }, stderr)
      }
      stopped += running.length
      assert.equal(await workers.claimedAndNotSent(), 0, 'claims are given back')
      assert.equal(await workers.inFlight(), 0, 'what was in flight is recorded')
    }
    assert.isAbove(await workers.stillOpen(), 0, 'all of them were stopped before the end')
    await workers.leaveUntouched(LEFT_TO_DRAIN)
    await drain()

    const report = await checkDelivery(emulator.journal())
    printReport('SIGTERM mid-batch', report, `${stopped} processes stopped before the end`)
    assertNothingWrong(assert, report)
    assert.lengthOf(report.unknown, 0)
  })

  test('SIGSTOP for longer than the lease, then SIGCONT: a late outcome changes nothing', async ({
    assert,
  }) => {
    await insertDueMessages(MESSAGES)
    const asleep = startWorkers()
    await Promise.all(asleep.map(hasSent))
    let inFlight = 0
    for (const worker of asleep) {
      await putToSleep(worker)
      inFlight += await workers.inFlightOf(worker)
    }
    await workers.leaveUntouched(LEFT_TO_DRAIN)

    await drain()
    const before = await everyMessage()
    asleep.forEach((worker) => worker.kill('SIGCONT'))
    await Promise.all(asleep.map(end))

    const report = await checkDelivery(emulator.journal())
    const facts = `${asleep.length} processes asleep, in flight ${inFlight}, late outcomes on attempts ${await lateOutcomes()}`
    printReport('SIGSTOP longer than the lease', report, facts)
    assert.deepEqual(await everyMessage(), before)
    assertNothingWrong(assert, report)
    assert.isAbove(inFlight, 0)
    assert.isAtMost(report.unknown.length, inFlight)
  })

  async function drain(): Promise<void> {
    const running = startWorkers()
    await workers.drained()
    await Promise.all(running.map(end))
  }
})

async function end(worker: AceProcess): Promise<void> {
  worker.kill('SIGTERM')
  await worker.ended
}

async function hasSent(worker: AceProcess): Promise<void> {
  while (worker.running && (await workers.sentBy(worker)) === 0) await delay(10)
}

async function everyMessage() {
  return db.from('sms_messages').orderBy('id')
}

/** Attempts of which the answer came in after their message had been given up. */
async function lateOutcomes(): Promise<number> {
  const late = await db
    .from('sms_attempts as a')
    .join('sms_messages as m', 'm.id', 'a.message_id')
    .where('m.reason', 'worker_lost')
    .whereNot('a.reason', 'worker_lost')
    .orWhere((query) => query.where('m.reason', 'worker_lost').whereNull('a.reason'))
    .select('a.id')
  return late.length
}
