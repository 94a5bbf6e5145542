import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock, SystemClock } from '#app/clock'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { cleanDatabase } from '#tests/helpers/database'
import {
  assertNothingWrong,
  checkDelivery,
  printReport,
  type DeliveryReport,
} from '#tests/helpers/delivery_checker'
import { insertDueMessages } from '#tests/helpers/orange_runs'
import { cutOff, fillTheDisk, holdTheDatabase } from '#tests/reliability/support/database_faults'
import { anOrangeEngine, someEngines, type OrangeEngine } from '#tests/helpers/orange_engine'
import { trials } from '#tests/reliability/support/scale'

const MESSAGES = 200
const ROUNDS = trials(2, 20)
/** Longer than a POST with this latency takes, in milliseconds. */
const [LATENCY_MS, FAULT_MS] = [400, 1_500]

test.group('Faults of the database', (group) => {
  let emulator: OrangeEmulator
  let engine: OrangeEngine
  group.each.setup(async () => {
    await cleanDatabase()
    emulator = await OrangeEmulator.start({ ratePerSecond: null, latencyMs: LATENCY_MS })
    engine = await anOrangeEngine({ url: emulator.url })
    return async () => {
      await Promise.all([engine.close(), emulator.stop()])
    }
  })

  async function finish(assert: any, title: string, extra?: string): Promise<DeliveryReport> {
    await drain(engine)
    const report = await checkDelivery(emulator.journal())
    printReport(title, report, extra)
    assertNothingWrong(assert, report)
    return report
  }

  test('another writer holds it for seconds: everybody waits, nothing is lost', async ({
    assert,
  }) => {
    await insertDueMessages(MESSAGES * ROUNDS)
    const workers = await someEngines(2, { url: emulator.url, ratePerSecond: 100 })
    const sweeps = workers.sweep()
    for (let round = 0; round < ROUNDS; round++) {
      await postsArrived((round + 0.3) * MESSAGES)
      const lift = await holdTheDatabase()
      await delay(2_500)
      await lift()
    }
    await sweeps
    await workers.close()
    const report = await finish(assert, 'another writer', `held ${ROUNDS} times for 2.5 s`)
    assert.lengthOf(report.unknown, 0)
  })

  test('disk full before the POST: nothing leaves without its attempt', async ({ assert }) => {
    await insertDueMessages(MESSAGES)
    const lift = await fillTheDisk(engine.db)
    await assert.rejects(() => engine.sweep())
    const full = await checkDelivery(emulator.journal())
    await lift()

    const report = await finish(assert, 'disk full before the POST')
    assert.isBelow(full.posts, MESSAGES)
    assert.deepEqual(full.unwitnessed, [])
    assert.equal(report.accepted, MESSAGES)
  })

  const afterTheAnswer = { 'disk full': fillTheDisk, 'the database is gone': cutOff }
  for (const [title, fault] of Object.entries(afterTheAnswer)) {
    test(`${title} after the 201: written as soon as it can be`, async ({ assert }) => {
      await insertDueMessages(MESSAGES)
      /** A lane that would claim more meanwhile may fail; what is in flight is written all the same. */
      const sweep = engine.sweep().catch(() => undefined)
      await postsArrived(MESSAGES)
      const lift = await fault(engine.db)
      await delay(FAULT_MS)
      await lift()
      const unwritten = await countSending()
      await sweep

      const report = await finish(assert, `${title} after the 201`, `unwritten ${unwritten}`)
      assert.isAbove(unwritten, 0)
      assert.equal(report.accepted, MESSAGES)
      assert.lengthOf(report.unknown, 0)
    })
  }

  test('disk full after the 201 for longer than the lease: unknown, never sent again', async ({
    assert,
  }) => {
    await insertDueMessages(MESSAGES)
    const clock = new FrozenClock(new SystemClock().now())
    const patient = await anOrangeEngine({ url: emulator.url, clock, lanes: 1 })
    const sweep = patient.sweep()
    await postsArrived(1)
    const lift = await fillTheDisk(patient.db)
    await assert.rejects(() => sweep)
    await lift()
    const unwritten = await countSending()
    clock.advance({ minutes: 3 })
    await drain(patient)
    await patient.close()

    const report = await finish(assert, 'disk full for longer than the lease')
    assert.isAbove(unwritten, 0)
    assert.lengthOf(report.unknown, unwritten)
  })

  async function postsArrived(count: number): Promise<void> {
    while (emulator.journal().length < count) await delay(5)
  }
})

async function drain({ sweep }: OrangeEngine): Promise<void> {
  while ((await db.from('sms_messages').whereIn('status', ['pending', 'sending']).first()) !== null)
    await sweep()
}

async function countSending(): Promise<number> {
  const [{ count }] = await db.from('sms_messages').where('status', 'sending').count('* as count')
  return Number(count)
}
