import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock, SystemClock } from '#app/clock'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { toSqlInstant } from '#storage/instants'
import { cleanDatabase } from '#tests/helpers/database'
import { assertNothingWrong, checkDelivery, printReport } from '#tests/helpers/delivery_checker'
import { insertDueMessages } from '#tests/helpers/orange_runs'
import { BUSY_MACHINE } from '#emulator/busy_machine'
import { someEngines, type OrangeEngine } from '#tests/helpers/orange_engine'
import { trials } from '#tests/reliability/support/scale'

const MESSAGES = 120
/** Of them, those that are of no use any more before the operator is back. */
const SHORT_LIVED = 40
const WORKERS = 3
const HOURS = trials(4, 48)
const RATE_PER_SECOND = 20

test.group('The operator is away for hours', (group) => {
  group.each.setup(() => cleanDatabase())

  const away = {
    'answers 503': async (emulator: OrangeEmulator) => {
      emulator.setFault('outage')
      return async () => {
        emulator.clearFaults()
        return emulator
      }
    },
    'cannot be connected to': async (emulator: OrangeEmulator) => {
      const { port } = new URL(emulator.url)
      await emulator.stop()
      return () => OrangeEmulator.start({ port: Number(port), ratePerSecond: null })
    },
  }

  for (const [how, goAway] of Object.entries(away)) {
    test(`${how}: no retry is burnt, one probe an interval, then it drains within the limit`, async ({
      assert,
    }) => {
      const clock = new FrozenClock(new SystemClock().now())
      let emulator = await OrangeEmulator.start({ ratePerSecond: null, tokenSeconds: 864_000 })
      await insertDueMessages(MESSAGES)
      await expireSoon(SHORT_LIVED, toSqlInstant(clock.now().plus({ hours: 2 })))
      const workers = await someEngines(WORKERS, {
        url: emulator.url,
        clock,
        ratePerSecond: RATE_PER_SECOND,
      })
      await Promise.all(workers.all.map(({ door }) => door.prepare()))

      const comeBack = await goAway(emulator)
      await workers.sweep()
      const untilOpen = await countAttempts()
      for (let minute = 0; minute < HOURS * 60; minute++) {
        clock.advance({ minutes: 1 })
        await workers.sweep()
      }
      const probes = (await countAttempts()) - untilOpen
      assert.isAbove(probes, 0)
      assert.isAtMost(probes, HOURS * 60)
      assert.lengthOf(await db.from('sms_messages').where('retry_count', '>', 0), 0)
      assert.lengthOf(await db.from('sms_messages').whereIn('status', ['failed', 'dead_letter']), 0)

      const before = emulator.journal()
      emulator = await comeBack()
      emulator.reset()
      clock.advance({ minutes: 2 })
      await drainInRealTime(emulator.url, clock)

      const { maxInAnySlidingSecond } = emulator.report()
      const report = await checkDelivery([...before, ...emulator.journal()])
      await Promise.all([workers.close(), emulator.stop()])
      printReport(
        `${HOURS} h away (${how})`,
        report,
        `probes ${probes} in ${HOURS * 60} intervals, afterwards at most ${maxInAnySlidingSecond} of ${RATE_PER_SECOND} in any second`
      )
      assertNothingWrong(assert, report)
      assert.lengthOf(report.unknown, 0)
      assert.isAtMost(maxInAnySlidingSecond, RATE_PER_SECOND * BUSY_MACHINE)
      assert.deepEqual(await countByStatus(), {
        expired: SHORT_LIVED,
        sent: MESSAGES - SHORT_LIVED,
      })
    })
  }
})

async function drainInRealTime(url: string, frozen: FrozenClock): Promise<void> {
  const clock = new SystemClock(frozen.nowMs() - Date.now())
  const workers = await someEngines(WORKERS, { url, clock, ratePerSecond: RATE_PER_SECOND })
  const probing: OrangeEngine = workers.all[0]
  await probing.sweep()
  await workers.sweep()
  await workers.close()
}

async function expireSoon(count: number, expiresAt: string): Promise<void> {
  const soonest = await db.from('sms_messages').orderBy('id', 'desc').limit(count).select('id')
  const ids = soonest.map(({ id }) => id)
  await db.from('sms_messages').whereIn('id', ids).update({ expires_at: expiresAt })
}

async function countAttempts(): Promise<number> {
  const [{ count }] = await db.from('sms_attempts').count('* as count')
  return Number(count)
}

async function countByStatus(): Promise<Record<string, number>> {
  const rows = await db
    .from('sms_messages')
    .groupBy('status')
    .orderBy('status')
    .select('status')
    .count('* as count')
  return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]))
}
