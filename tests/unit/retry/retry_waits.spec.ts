import fc from 'fast-check'
import { test } from '@japa/runner'
import type { RetryPolicySettings, RetryWaits } from '#settings/sms_scheduler_config'
import { RetryPolicy } from '#retry/retry_policy'
import type { RetryFailure } from '#retry/retry_strategy'
import { now } from '#tests/helpers/test_clock'
import { MINUTE, anyWaits, chance, failure, retryCounts } from '#tests/unit/retry/support'

const minutesOf = (settings: RetryPolicySettings, retries = 6) =>
  Array.from({ length: retries }, (_, count) => new RetryPolicy(settings).delayMs(count) / MINUTE)

const timed = (waits: RetryWaits) => (waits.kind === 'immediate_first' ? waits.then : waits)
const withoutJitter = (waits: RetryWaits): RetryWaits =>
  waits.kind === 'immediate_first'
    ? { kind: 'immediate_first', then: { ...waits.then, jitter: 0 } }
    : { ...waits, jitter: 0 }
const capMs = (waits: RetryWaits) => {
  const inTime = timed(waits)
  return MINUTE * (inTime.kind === 'steps' ? inTime.minutes.at(-1)! : inTime.maxDelayMinutes)
}

test.group('A retry policy waits', () => {
  test('delay × multiplier^retryCount up to the cap', ({ assert }) => {
    assert.deepEqual(
      minutesOf({
        kind: 'exponential',
        delayMinutes: 5,
        multiplier: 2,
        maxDelayMinutes: 60,
        maxRetries: 9,
      }),
      [5, 10, 20, 40, 60, 60]
    )
  })

  test('n steps, up to the cap', ({ assert }) => {
    assert.deepEqual(
      minutesOf({ kind: 'linear', stepMinutes: 10, maxDelayMinutes: 45, maxRetries: 9 }),
      [10, 20, 30, 40, 45, 45]
    )
  })

  test('as long as each step says, and repeats the last', ({ assert }) => {
    assert.deepEqual(
      minutesOf({ kind: 'steps', minutes: [1, 5, 15, 30, 60], maxRetries: 9 }, 7),
      [1, 5, 15, 30, 60, 60, 60]
    )
  })

  test('not at all at first, then like the other kind from its beginning', ({ assert }) => {
    const then = { kind: 'steps' as const, minutes: [5, 15] }
    assert.deepEqual(minutesOf({ kind: 'immediate_first', then, maxRetries: 9 }, 4), [0, 5, 15, 15])
  })

  test('otherwise after an error that has waits of its own', ({ assert }) => {
    const policy = new RetryPolicy({
      kind: 'steps',
      minutes: [10, 20],
      maxRetries: 2,
      byReason: { request_timeout: { kind: 'steps', minutes: [1, 2], maxRetries: 4 } },
    })
    const other: RetryFailure = { outcome: 'transient', reason: 'constructor' }
    const series = { retryCount: 3, retryingSince: now, now }
    assert.deepEqual(
      [policy.delayMs(1), policy.delayMs(1, other), policy.delayMs(1, failure)],
      [20 * MINUTE, 20 * MINUTE, 2 * MINUTE]
    )
    assert.isTrue(policy.shouldRetry({ ...series, failure }))
    assert.isFalse(policy.shouldRetry({ ...series, failure: other }))
  })

  test('a finite time from nothing to the cap, never less than before, with the jitter after the cap', ({
    assert,
  }) => {
    fc.assert(
      fc.property(anyWaits, retryCounts, chance, (waits, count, random) => {
        const plain = new RetryPolicy({ ...withoutJitter(waits), maxRetries: 1 })
        const jittered = new RetryPolicy({ ...waits, maxRetries: 1 }, () => random)
        const wait = plain.delayMs(count)

        assert.isTrue(Number.isSafeInteger(jittered.delayMs(count)))
        assert.isAtLeast(wait, 0)
        assert.isAtMost(wait, Math.round(capMs(waits)))
        assert.isAtLeast(plain.delayMs(count + 1), wait)
        const share = 1 + random * (timed(waits).jitter ?? 0)
        assert.approximately(jittered.delayMs(count), wait * share, 2)
      })
    )
  })

  test('apart from others where all of them have reached the cap', ({ assert }) => {
    fc.assert(
      fc.property(anyWaits, (waits) => {
        const settings = { ...waits, maxRetries: 1 } as RetryPolicySettings
        const latest = new RetryPolicy(settings, () => 1).delayMs(1_000)
        const share = 1 + (timed(waits).jitter ?? 0)
        const earliest = new RetryPolicy(settings, () => 0).delayMs(1_000)
        assert.approximately(latest, earliest * share, 2)
      })
    )
  })
})
