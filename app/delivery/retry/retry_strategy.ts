import type { DateTime } from 'luxon'
import type { Failure } from '#gateways/types'

/** Why a message was not sent, as far as it matters to a strategy. */
export interface RetryFailure {
  outcome: Failure['outcome']
  reason: string
  /** The provider's own code. */
  errorCode?: string
}

/** Where a message stands in its series of failures. */
export interface RetrySeries {
  /** Retries it has had: 0 after the first try. */
  retryCount: number
  /** The first failure of the series; null where the present one is the first. */
  retryingSince: DateTime | null
  failure?: RetryFailure
  now: DateTime
}

export type GiveUpReason = 'retries_used_up' | 'retry_time_used_up' | 'not_retryable'

/**
 * When messages of a type are tried again, and when no more. Settings make one
 * (`RetryPolicy`); an application may write its own. Asked for every failed
 * message, so it answers at once and from its arguments: no waiting, no database.
 */
export interface RetryStrategy {
  /** Milliseconds from a failure to the next try. `retryCount` is how many retries there were. */
  delayMs(retryCount: number, failure?: RetryFailure): number

  shouldRetry(series: RetrySeries): boolean

  /** Asked where `shouldRetry` says no. Without it the reason is `retries_used_up`. */
  giveUpReason?(series: RetrySeries): GiveUpReason | null
}
