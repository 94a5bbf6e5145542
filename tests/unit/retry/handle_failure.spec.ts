import fc from 'fast-check'
import { test } from '@japa/runner'
import type { DateTime } from 'luxon'
import SmsMessage from '#models/sms_message'
import { policiesWith } from '#tests/helpers/retry_policies'
import { now } from '#tests/helpers/test_clock'
import { MINUTE, aFailedMessage as message, failure } from '#tests/unit/retry/support'

test.group('A failure', () => {
  test('is retried, and begins the series', ({ assert }) => {
    const decision = policiesWith().handleFailure(message(), failure, now)
    assert.deepEqual(decision, {
      retry: true,
      deadLetter: false,
      delayMs: 5 * MINUTE,
      nextAttemptAt: now.plus({ minutes: 5 }),
      retryCount: 1,
      retryingSince: now,
      reason: 'request_timeout',
    })
  })

  test('of a series under way keeps its beginning, as a row or as the database writes it', ({
    assert,
  }) => {
    const policies = policiesWith({
      byType: { custom: { kind: 'steps', minutes: [10], retryForMinutes: 30 } },
    })
    const since = now.minus({ minutes: 15 })
    const row = new SmsMessage().fill({
      messageType: 'custom',
      retryCount: 1,
      retryingSince: since,
      expiresAt: null,
    })
    const text = message({ retryCount: 1, retryingSince: '2026-03-10 08:45:00' })
    for (const each of [row, text]) {
      const decision = policies.handleFailure(each, failure, now)
      assert.isTrue(decision.retry)
      assert.equal(decision.retryingSince.toMillis(), since.toMillis())
      const late = policies.handleFailure(each, failure, now.plus({ minutes: 6 }))
      assert.include(late, { deadLetter: true, reason: 'retry_time_used_up', retryCount: 1 })
    }
  })

  test('is a dead letter when the retries are used up', ({ assert }) => {
    assert.deepEqual(policiesWith().handleFailure(message({ retryCount: 3 }), failure, now), {
      retry: false,
      deadLetter: true,
      delayMs: null,
      nextAttemptAt: null,
      retryCount: 3,
      retryingSince: now,
      reason: 'retries_used_up',
    })
  })

  test('that is final is not retried whatever a strategy says, nor is it a dead letter', ({
    assert,
  }) => {
    const policies = policiesWith()
    policies.register('custom', { delayMs: () => 0, shouldRetry: () => true })
    for (const outcome of ['refused', 'ambiguous'] as const) {
      const why = { outcome, reason: 'why' }
      const series = { retryCount: 0, retryingSince: null, failure: why, now }
      assert.isFalse(policies.shouldRetry('custom', series))
      assert.include(policies.handleFailure(message(), why, now), {
        retry: false,
        deadLetter: false,
        reason: 'not_retryable',
      })
    }
  })

  test('is retried before the deadline or not at all, whatever the strategy', ({ assert }) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 86_400_000 }),
        fc.integer({ min: -3_600, max: 86_400 }),
        fc.integer({ min: 0, max: 999 }),
        (delayMs, secondsLeft, ms) => {
          const policies = policiesWith()
          policies.register('custom', { delayMs: () => delayMs, shouldRetry: () => true })
          const at = now.plus({ milliseconds: ms })
          const expiresAt = now.plus({ seconds: secondsLeft })
          const decision = policies.handleFailure(message({ expiresAt }), failure, at)
          if (decision.retry) {
            assert.isBelow(decision.nextAttemptAt.toMillis(), expiresAt.toMillis())
          } else {
            assert.include(decision, { deadLetter: true, reason: 'no_retry_before_deadline' })
            assert.isAbove(at.toMillis() + delayMs, expiresAt.toMillis() - 1_000)
          }
        }
      )
    )
  })

  test('is given up where the retry would come at the very deadline', ({ assert }) => {
    const retriedBy = (expiresAt: string) =>
      policiesWith().handleFailure(message({ expiresAt }), failure, now).retry
    assert.isFalse(retriedBy('2026-03-10 09:05:00'))
    assert.isTrue(retriedBy('2026-03-10 09:05:01'))
  })

  test('never gives more retries than allowed, nor a later one than its time allows', ({
    assert,
  }) => {
    const limits = fc.oneof(
      fc.record({ maxRetries: fc.nat(20) }),
      fc.record({ retryForMinutes: fc.integer({ min: 1, max: 600 }) })
    )
    fc.assert(
      fc.property(limits, fc.integer({ min: 0, max: 20 }), (limit, lagMinutes) => {
        const policies = policiesWith({
          byType: { custom: { kind: 'steps', minutes: [1, 5, 15], jitter: 0.5, ...limit } },
        })
        let at: DateTime = now
        let each = message()
        for (let tries = 0; ; tries++) {
          assert.isBelow(tries, 1_000)
          const decision = policies.handleFailure(each, failure, at)
          const { retryCount, retryingSince } = decision
          each = { ...each, retryCount, retryingSince }
          if (!decision.retry) break
          at = decision.nextAttemptAt.plus({ minutes: lagMinutes })
          const passed = decision.nextAttemptAt.diff(now, 'minutes').minutes
          if ('retryForMinutes' in limit) assert.isAtMost(passed, limit.retryForMinutes)
        }
        if ('maxRetries' in limit) assert.equal(each.retryCount, limit.maxRetries)
        assert.deepEqual(each.retryingSince, now)
      })
    )
  })
})
