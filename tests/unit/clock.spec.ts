import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock, SystemClock } from '#app/clock'
import { followDatabaseClock, measureSharedOffset } from '#storage/follow_database_clock'
import { fromSqlInstant, toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { aMessage } from '#tests/helpers/arrange'
import SmsMessage from '#models/sms_message'
import { withCleanDatabase } from '#tests/helpers/database'

test.group('Clock', () => {
  test('stands still until it is moved', ({ assert }) => {
    const clock = new FrozenClock('2026-03-10T08:00:00Z')
    assert.equal(clock.now().toISO(), '2026-03-10T08:00:00.000Z')
    clock.advance({ minutes: 5 })
    assert.equal(clock.now().toISO(), '2026-03-10T08:05:00.000Z')
  })

  test('the system clock can be moved by a constant', ({ assert }) => {
    const dayAhead = new SystemClock(86_400_000)
    assert.approximately(dayAhead.nowMs() - Date.now(), 86_400_000, 1_000)
  })
})

test.group('The clock of the machine, when it is set', (group) => {
  const real = Date.now
  const setBy = (milliseconds: number) => (Date.now = () => real() + milliseconds)
  group.each.teardown(() => {
    Date.now = real
  })

  /** Far shorter than what the clock is set by, on the slowest of machines. */
  const AT_MOST_MS = 20_000
  const HOUR_MS = 3_600_000
  const elapsed = async (work: () => Promise<void>) => {
    const began = performance.now()
    await work()
    return performance.now() - began
  }

  test('back: a wait for a time or for an instant is no longer', async ({ assert }) => {
    const clock = new SystemClock()
    const waited = await elapsed(async () => {
      const waits = [clock.sleep(300), clock.sleepUntil(clock.nowMs() + 300)]
      setBy(-2 * HOUR_MS)
      await Promise.all(waits)
    })
    assert.isAtLeast(waited, 299)
    assert.isAtMost(waited, AT_MOST_MS)
  })

  test('forward: the instant has come, and a length of time is what it was', async ({ assert }) => {
    const clock = new SystemClock()
    const ended: string[] = []
    const waits = [
      clock.sleepUntil(clock.nowMs() + HOUR_MS).then(() => ended.push('instant')),
      clock.sleep(3_000).then(() => ended.push('time')),
    ]
    setBy(2 * HOUR_MS)
    const waited = await elapsed(async () => void (await Promise.all(waits)))
    assert.isAtMost(waited, AT_MOST_MS)
    assert.isAtLeast(waited, 2_999)
    assert.deepEqual(ended, ['instant', 'time'])
  })

  test('a wait is over at once when it is called off', async ({ assert }) => {
    const clock = new SystemClock()
    const signal = AbortSignal.timeout(10)
    const waited = await elapsed(async () => {
      await Promise.all([
        clock.sleep(HOUR_MS, signal),
        clock.sleepUntil(clock.nowMs() + HOUR_MS, signal),
      ])
    })
    assert.isAtMost(waited, AT_MOST_MS)
  })

  test('what has passed is never less than it was, by either clock', ({ assert }) => {
    const clock = new SystemClock()
    const then = clock.moment()
    setBy(-2 * HOUR_MS)
    assert.isAtLeast(clock.passedMs(then), 0)
    setBy(2 * HOUR_MS)
    assert.isAtLeast(clock.passedMs(then), 2 * HOUR_MS)
  })

  test('the database shows the shared time all the same', async ({ assert }) => {
    const clock = new SystemClock()
    assert.isTrue(clock.wantsSharedTime)
    setBy(2 * HOUR_MS)
    await followDatabaseClock(db.connection(), clock)
    assert.isFalse(clock.wantsSharedTime)
    assert.closeTo(clock.sharedMs(), real(), 2_000)
    assert.closeTo(clock.nowMs() - clock.sharedMs(), 2 * HOUR_MS, 2_000)

    const moved = new SystemClock(HOUR_MS)
    setBy(0)
    await followDatabaseClock(db.connection(), moved)
    assert.closeTo(moved.sharedMs() - real(), HOUR_MS, 2_000)
    assert.closeTo(moved.databaseMs(), real(), 2_000)
  })

  test('only answers that cannot both be true say that the database was set', ({ assert }) => {
    const clock = new SystemClock()
    const offset = real() - performance.now() + 2 * HOUR_MS
    const answers: [late: number, early: number, timesSet: number][] = [
      [-900, 300, 0],
      [-5, 600, 0],
      [-3, 2, 0],
      [-800, 900, 0],
      [HOUR_MS, HOUR_MS + 5, 1],
      [HOUR_MS - 700, HOUR_MS + 700, 1],
      [-2 * HOUR_MS, 5 - 2 * HOUR_MS, 2],
    ]
    for (const [late, early, timesSet] of answers) {
      clock.followShared({ atLeast: offset + late, atMost: offset + early })
      assert.equal(clock.timesDatabaseWasSet, timesSet)
    }
    assert.closeTo(clock.sharedMs() - real(), 0, 2_000)
  })

  test('on one machine the shared time is its own', async ({ assert }) => {
    const clock = new SystemClock()
    await followDatabaseClock(db.connection(), clock)
    assert.closeTo(clock.sharedMs(), clock.nowMs(), 5)
    assert.closeTo(clock.aheadOf(await measureSharedOffset(db.connection(), clock)), 0, 5)
  })
})

test.group('Instants of the database', (group) => {
  withCleanDatabase(group)

  test('are whole seconds of UTC, rounded down for now and up for not-before', ({ assert }) => {
    const instant = DateTime.fromISO('2026-03-10T09:00:00.250+01:00')
    assert.equal(toSqlInstant(instant), '2026-03-10 08:00:00')
    assert.equal(toSqlInstantCeiling(instant), '2026-03-10 08:00:01')
    assert.equal(fromSqlInstant('2026-03-10 08:00:00').toISO(), '2026-03-10T08:00:00.000Z')
  })

  test('come back from the database as they went in', async ({ assert }) => {
    const message = await aMessage({
      scheduledAt: DateTime.fromISO('2026-03-10T08:00:00Z', { zone: 'utc' }),
    })
    const found = await SmsMessage.findOrFail(message.id)
    assert.equal(found.scheduledAt.toUTC().toISO(), '2026-03-10T08:00:00.000Z')
    assert.equal(found.id, message.id)
  })
})
