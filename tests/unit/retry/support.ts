import fc from 'fast-check'
import type { RetryWaits } from '#settings/sms_scheduler_config'
import type { RetriedMessage } from '#retry/retry_decision'
import type { RetryFailure } from '#retry/retry_strategy'

export const failure: RetryFailure = { outcome: 'transient', reason: 'request_timeout' }
export const MINUTE = 60_000

export const aFailedMessage = (values: Partial<RetriedMessage> = {}): RetriedMessage => ({
  messageType: 'custom',
  retryCount: 0,
  retryingSince: null,
  expiresAt: null,
  ...values,
})

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
/** Every kind of waits that the configuration may name, with steps that do not shrink. */
export const anyWaits: fc.Arbitrary<RetryWaits> = fc.oneof(
  timedWaits,
  timedWaits.map((then) => ({ kind: 'immediate_first' as const, then }))
)
/** Ordinary, at retry 1,000 and past all sense. */
export const retryCounts = fc.oneof(
  fc.nat(20),
  fc.nat(1_000),
  fc.constant(1_000),
  fc.constant(1_000_000),
  fc.constant(Number.MAX_SAFE_INTEGER)
)
export const chance = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
