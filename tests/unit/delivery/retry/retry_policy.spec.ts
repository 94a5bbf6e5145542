import fc from 'fast-check'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import type { RetryPolicySettings, RetryWaits } from '#app/sms_scheduler_config'
import { findPolicyFaults } from '#app/find_retry_faults'
import { RetryPolicy } from '#delivery/retry/retry_policy'
import type { RetryFailure } from '#delivery/retry/retry_strategy'

const now = DateTime.fromISO('2026-03-10T09:00:00Z', { zone: 'utc' })
const failure: RetryFailure = { outcome: 'transient', reason: 'request_timeout' }
const MINUTE = 60_000

const minutesOf = (settings: RetryPolicySettings, retries = 6) =>
  Array.from({ length: retries }, (_, count) => new RetryPolicy(settings).delayMs(count) / MINUTE)

const minutes = (max: number) => fc.double({ min: 0.01, max, noNaN: true })
const jitter = fc.double({ min: 0, max: 1, noNaN: true })
const timedWaits = fc.oneof(
  fc.record({
    kind: fc.constant('exponential' as const),
    delayMinutes: minutes(1_440),
    multiplier: fc.double({ min: 1, max: 10, noNaN: true }),
    maxDelayMinutes: minutes(10_080),
    jitter,
  }),
  fc.record({
    kind: fc.constant('linear' as const),
    stepMinutes: minutes(1_440),
    maxDelayMinutes: minutes(10_080),
    jitter,
  }),
  fc.record({
    kind: fc.constant('steps' as const),
    minutes: fc
      .array(minutes(10_080), { minLength: 1, maxLength: 10 })
      .map((all) => all.sort((a, b) => a - b)),
    jitter,
  })
)
const anyWaits: fc.Arbitrary<RetryWaits> = fc.oneof(
  timedWaits,
  timedWaits.map((then) => ({ kind: 'immediate_first' as const, then }))
)
const retryCounts = fc.oneof(
  fc.nat(20),
  fc.nat(1_000),
  fc.constant(1_000),
  fc.constant(1_000_000),
  fc.constant(Number.MAX_SAFE_INTEGER)
)
const chance = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })

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
        assert.deepEqual(findPolicyFaults('policy', { ...waits, maxRetries }), [])
      })
    )
  })
})
