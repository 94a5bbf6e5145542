import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock, SystemClock, type Clock } from '#app/clock'
import { type SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { clockCheck } from '#monitoring/health/clock_check'
import { schedulerCheck } from '#monitoring/health/scheduler_check'
import type { HealthContext } from '#monitoring/health/health_check'
import { timetableCheck } from '#monitoring/health/timetable_check'
import { workersCheck } from '#monitoring/health/workers_check'
import { followDatabaseClock } from '#storage/follow_database_clock'
import { withCleanDatabase } from '#tests/helpers/database'
import { aRun, aWorker } from '#tests/helpers/operation_rows'
import { attemptsThatEnded } from '#tests/helpers/sent_messages'
import { ago, TEST_NOW } from '#tests/helpers/test_clock'

const HOUR_MS = 3_600_000
const IN_TWO_DAYS = ago({ days: -2 })

function contextOf(clock: Clock): HealthContext {
  const config = app.config.get<SmsSchedulerConfig>('sms_scheduler')
  return { client: db.connection(), clock, config } as HealthContext
}

const frozen = contextOf(new FrozenClock(TEST_NOW))

test.group('Health of the clocks', (group) => {
  withCleanDatabase(group)
  const real = Date.now
  group.each.teardown(() => {
    Date.now = real
  })

  /** The check as a process has it whose host's clock is wrong by so much. */
  async function askWhereClockIs(aheadMs: number, clock: Clock = new SystemClock()) {
    Date.now = () => real() + aheadMs
    await followDatabaseClock(db.connection(), clock)
    return clockCheck.run(contextOf(clock))
  }

  test('pass where they agree', async ({ assert }) => {
    assert.include(await askWhereClockIs(0), { status: 'pass', observedValue: 0 })
    assert.include(await clockCheck.run(frozen), { status: 'pass' })
  })

  test('warn of a process that is some seconds off', async ({ assert }) => {
    const { status, output, observedValue } = await askWhereClockIs(-20_000)
    assert.equal(status, 'warn')
    assert.closeTo(Number(observedValue), -20, 3)
    assert.match(output, /this process is \d+ seconds behind the database's/)
    assert.include(output, 'NTP')
  })

  test('fail where one is hours off', async ({ assert }) => {
    const { status, output } = await askWhereClockIs(2 * HOUR_MS)
    assert.equal(status, 'fail')
    assert.include(output, "The clock of this process is 2 hours ahead of the database's")
  })

  test('warn, and no more, of a clock that was moved on purpose', async ({ assert }) => {
    const { status, output } = await askWhereClockIs(0, new SystemClock(2 * HOUR_MS))
    assert.equal(status, 'warn')
    assert.include(output, 'APP_CLOCK_OFFSET_MS')
  })

  test('name the other host that is off, while it was heard of', async ({ assert }) => {
    await aWorker('right', { host: 'sms-1', clock_ahead_ms: 3 })
    await aWorker('off', { host: 'sms-2', clock_ahead_ms: -2 * HOUR_MS })
    const { status, output, observedValue } = await clockCheck.run(frozen)
    assert.equal(status, 'fail')
    assert.equal(observedValue, -7200)
    assert.include(output, `host "sms-2" is 2 hours behind the database's`)
    assert.notInclude(output, 'sms-1')

    await db
      .from('workers')
      .where('id', 'off')
      .update({ heartbeat_at: ago({ minutes: 11 }) })
    assert.include(await clockCheck.run(frozen), { status: 'pass' })
  })

  for (const [what, write] of Object.entries({
    'an attempt': () => attemptsThatEnded(1, 'accepted', { startedAt: IN_TWO_DAYS }),
    'a heartbeat': () => aWorker('dead', { heartbeat_at: IN_TWO_DAYS }),
    'a run of the timetable': () => aRun(IN_TWO_DAYS),
  })) {
    test(`warn of ${what} that was written in the future`, async ({ assert }) => {
      await write()
      const { status, output } = await clockCheck.run(frozen)
      assert.equal(status, 'warn')
      assert.include(output, 'written 2 days in the future: a clock ran ahead')
    })
  }
})

test.group('Health after a clock was ahead', (group) => {
  withCleanDatabase(group)

  test('takes no worker for alive by a heartbeat from the future', async ({ assert }) => {
    await aWorker('dead', { role: 'worker', heartbeat_at: IN_TWO_DAYS })
    assert.include(await workersCheck.run(frozen), { status: 'warn', observedValue: 0 })
  })

  test('takes no scheduler for alive by it either, and says what it saw', async ({ assert }) => {
    await aWorker('dead', { heartbeat_at: IN_TWO_DAYS })
    const { status, output } = await schedulerCheck.run(frozen)
    assert.equal(status, 'fail')
    assert.include(output, 'is 2 days in the future: a clock was wrong')
    await aWorker('alive')
    assert.include(await schedulerCheck.run(frozen), { status: 'pass', observedValue: 20 })
  })

  test('counts no run that ended in the future as the last one', async ({ assert }) => {
    await aRun(ago({ hours: 27 }))
    await aRun(IN_TWO_DAYS)
    assert.include(await timetableCheck.run(frozen), {
      status: 'warn',
      observedValue: 27 * 3_600,
    })
  })
})
