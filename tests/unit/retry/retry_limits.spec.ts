import fc from 'fast-check'
import { test } from '@japa/runner'
import { findRetryPolicyFaults } from '#settings/find_retry_faults'
import { RetryPolicy } from '#retry/retry_policy'
import type { RetryFailure } from '#retry/retry_strategy'
import { now } from '#tests/helpers/test_clock'
import { MINUTE, anyWaits, chance, failure, retryCounts } from '#tests/unit/retry/support'

test.group('A retry policy ends', () => {
  test('after its retries, never past them', ({ assert }) => {
    fc.assert(
      fc.property(
        anyWaits,
        fc.nat(100),
        fc.oneof(fc.nat(200), fc.nat(1_000_000)),
        (waits, max, retryCount) => {
          const policy = new RetryPolicy({ ...waits, maxRetries: max })
          const series = { retryCount, retryingSince: now.minus({ years: 1 }), failure, now }
          assert.equal(policy.shouldRetry(series), retryCount < max)
          assert.equal(policy.giveUpReason(series), retryCount < max ? null : 'retries_used_up')
        }
      )
    )
  })

  test('with its time: whatever the jitter, no retry is later than that', ({ assert }) => {
    fc.assert(
      fc.property(
        anyWaits,
        fc.double({ min: 1, max: 43_200, noNaN: true }),
        retryCounts,
        fc.integer({ min: -5_000, max: 43_200 * MINUTE }),
        chance,
        (waits, retryForMinutes, retryCount, sinceMs, random) => {
          const policy = new RetryPolicy({ ...waits, retryForMinutes }, () => random)
          const retryingSince = now.minus({ milliseconds: sinceMs })
          const series = { retryCount, retryingSince, failure, now }
          const elapsed = Math.max(0, sinceMs)
          if (policy.shouldRetry(series)) {
            const next = elapsed + policy.delayMs(retryCount, failure)
            assert.isAtMost(next, retryForMinutes * MINUTE)
          } else {
            assert.equal(policy.giveUpReason(series), 'retry_time_used_up')
            const longest = new RetryPolicy({ ...waits, retryForMinutes }, () => 1)
            assert.isAbove(elapsed + longest.delayMs(retryCount), retryForMinutes * MINUTE)
          }
        }
      )
    )
  })

  test('counts its time from the first failure, however many retries that are', ({ assert }) => {
    const policy = new RetryPolicy({ kind: 'steps', minutes: [10], retryForMinutes: 60 })
    const at = (minute: number) =>
      policy.shouldRetry({
        retryCount: 40,
        retryingSince: now,
        failure,
        now: now.plus({ minutes: minute }),
      })
    assert.deepEqual([0, 49, 50, 51].map(at), [true, true, true, false])
    assert.isTrue(at(-90), 'a clock that was put back makes no time')
  })

  test('at once for what it is never for, by reason or by outcome', ({ assert }) => {
    const policy = new RetryPolicy({
      kind: 'steps',
      minutes: [1],
      maxRetries: 9,
      neverFor: ['no_route', 'provider_down'],
    })
    const why = (outcome: RetryFailure['outcome'], reason: string) =>
      policy.giveUpReason({
        retryCount: 0,
        retryingSince: null,
        failure: { outcome, reason },
        now,
      })
    assert.equal(why('transient', 'no_route'), 'not_retryable')
    assert.equal(why('provider_down', 'connection_refused'), 'not_retryable')
    assert.isNull(why('transient', 'request_timeout'))
  })

  test('no sensible policy is called faulty', ({ assert }) => {
    fc.assert(
      fc.property(anyWaits, fc.integer({ min: 0, max: 100 }), (waits, maxRetries) => {
        assert.deepEqual(findRetryPolicyFaults('policy', { ...waits, maxRetries }), [])
      })
    )
  })
})
