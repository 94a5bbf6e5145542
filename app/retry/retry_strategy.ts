import type { DateTime } from 'luxon'
import type { Failure } from '#gateways/types'

/** Why a message was not sent, as far as a strategy needs it. */
export interface RetryFailure {
  outcome: Failure['outcome']
  reason: string
  /** The provider's own code. */
  errorCode?: string
}

/** The position of a message in its series of failures. */
export interface RetrySeries {
  /** Retries so far: 0 after the first try. */
  retryCount: number
  /** The first failure of the series; null if this is the first. */
  retryingSince: DateTime | null
  failure?: RetryFailure
  now: DateTime
}

export type GiveUpReason = 'retries_used_up' | 'retry_time_used_up' | 'not_retryable'

/**
 * When messages of a type are retried, and when retries end. Settings describe one (`RetryPolicy`);
 * an application may write its own. It is called for every failed message, so it returns at once
 * and only uses its arguments: no waiting, no database.
 */
export interface RetryStrategy {
  /** Milliseconds from a failure to the next try. `retryCount` is the number of retries so far. */
  delayMs(retryCount: number, failure?: RetryFailure): number

  shouldRetry(series: RetrySeries): boolean

  /** Called if `shouldRetry` returns false. Without it the reason is `retries_used_up`. */
  giveUpReason?(series: RetrySeries): GiveUpReason | null
}
