import { test } from '@japa/runner'
import { type DateTime } from 'luxon'
import { FrozenClock } from '#app/clock'
import { CheckHealth } from '#monitoring/check_health'
import { fromSqlInstant } from '#storage/instants'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { attemptsThatEnded } from '#tests/helpers/sent_messages'
import { ago, TEST_NOW } from '#tests/helpers/test_clock'

const settings = {
  monitoring: {
    pendingThreshold: 3,
    processingDelayMinutes: 60,
    failureRate: 0.2,
    failureRateMinimumAttempts: 5,
    deadLetterThreshold: 2,
  },
}

async function ask(only: string) {
  const health = await make(CheckHealth, new FrozenClock(TEST_NOW), settings)
  const { checks } = await health.run({ only })
  return checks[0]
}

const dueSince = (instant: string): { scheduledAt: DateTime } => ({
  scheduledAt: fromSqlInstant(instant),
})

test.group('Health of messages', (group) => {
  withCleanDatabase(group)

  test('warns of due messages from the threshold on; those of tomorrow do not count', async ({
    assert,
  }) => {
    await aMessage(dueSince(ago({ hours: -24 })))
    await aMessage(dueSince(ago({ minutes: 1 })))
    await aMessage(dueSince(ago({ minutes: 1 })))
    assert.include(await ask('due'), { status: 'pass', observedValue: 2 })
    await aMessage(dueSince(ago({ minutes: 1 })))
    assert.include(await ask('due'), { status: 'warn', observedValue: 3 })
  })

  test('warns of a message that waits too long, and fails at twice the time', async ({
    assert,
  }) => {
    assert.include(await ask('oldest_due'), { status: 'pass', observedValue: 0 })
    await aMessage({ ...dueSince(ago({ minutes: 59 })), priority: 3 })
    assert.include(await ask('oldest_due'), { status: 'pass', observedValue: 59 * 60 })
    await aMessage({ ...dueSince(ago({ minutes: 60 })), priority: 1 })
    assert.include(await ask('oldest_due'), { status: 'warn' })
    await aMessage({ ...dueSince(ago({ minutes: 120 })), priority: 2 })
    const { status, output } = await ask('oldest_due')
    assert.equal(status, 'fail')
    assert.include(output, '2 hours')
  })

  test('judges the attempts of the last hour, once there are enough', async ({ assert }) => {
    await attemptsThatEnded(4, 'refused')
    assert.include(await ask('failure_rate'), { status: 'pass', observedValue: 1 }, 'too few')
    await attemptsThatEnded(16, 'accepted')
    assert.include(await ask('failure_rate'), { status: 'pass', observedValue: 0.2 })
    await attemptsThatEnded(1, 'ambiguous')
    assert.include(await ask('failure_rate'), { status: 'warn' })
    await attemptsThatEnded(20, 'provider_down')
    const failure = await ask('failure_rate')
    assert.equal(failure.status, 'fail', 'three times the rate that warns')
    assert.deepEqual(failure.thresholds, { warn: 0.2, fail: 0.6 })
  })

  test('leaves out of the rate what was throttled, awaited or long ago', async ({ assert }) => {
    await attemptsThatEnded(6, 'accepted')
    await attemptsThatEnded(9, 'throttled')
    await attemptsThatEnded(9, null)
    await attemptsThatEnded(9, 'refused', { startedAt: ago({ hours: 1, seconds: 1 }) })
    assert.include(await ask('failure_rate'), { status: 'pass', observedValue: 0 })
    assert.include((await ask('failure_rate')).output, '0 of 6')
  })

  test('warns of dead letters from the threshold on', async ({ assert }) => {
    await aMessage({ status: 'dead_letter' })
    await aMessage({ status: 'failed' })
    assert.include(await ask('dead_letters'), { status: 'pass', observedValue: 1 })
    await aMessage({ status: 'dead_letter' })
    assert.include(await ask('dead_letters'), { status: 'warn', observedValue: 2 })
  })

  test('warns of every unknown outcome', async ({ assert }) => {
    assert.include(await ask('unknown'), { status: 'pass', observedValue: 0 })
    await aMessage({ status: 'unknown' })
    assert.include(await ask('unknown'), { status: 'warn', observedValue: 1 })
  })

  test('warns of messages that have lost their worker', async ({ assert }) => {
    const nowMs = new FrozenClock(TEST_NOW).nowMs()
    await aMessage({ status: 'sending', leaseToken: 'a', leaseUntil: nowMs + 1 })
    assert.include(await ask('stuck'), { status: 'pass', observedValue: 0 })
    await aMessage({ status: 'sending', leaseToken: 'b', leaseUntil: nowMs - 1 })
    const { status, output } = await ask('stuck')
    assert.equal(status, 'warn')
    assert.include(output, 'node ace sms:process')
  })

  test('counts no further than it matters', async ({ assert }) => {
    const { countMessages } = await import('#monitoring/health/capped_count')
    const { default: db } = await import('@adonisjs/lucid/services/db')
    await aMessage()
    await aMessage()
    const all = await countMessages(db.connection(), `status = 'pending'`)
    assert.deepEqual(all, { value: 2, text: '2' })
    const capped = await countMessages(db.connection(), `status = 'pending'`, { cap: 1 })
    assert.deepEqual(capped, { value: 1, text: '1 or more' })
  })
})
