import type { DateTime } from 'luxon'
import type { GiveUpReason } from './retry_strategy.js'

/**
 * The fields of a message that a decision needs; a model row has them. Strings are instants of the
 * database.
 */
export interface RetriedMessage {
  messageType: string
  retryCount: number
  retryingSince: DateTime | string | null
  expiresAt: DateTime | string | null
}

interface SeriesOfDecision {
  /** Retries of the message, including this one if there is one. */
  retryCount: number
  /** The first failure of the series. */
  retryingSince: DateTime
}

/** The result of a failure: one more try, or a reason why not. */
export type RetryDecision = SeriesOfDecision &
  (
    | {
        retry: true
        deadLetter: false
        delayMs: number
        nextAttemptAt: DateTime
        /** The reason of the failure. */
        reason: string
      }
    | {
        retry: false
        /**
         * False for a refusal, which is `failed`, and for a message that the operator may have,
         * which is `unknown`.
         */
        deadLetter: boolean
        delayMs: null
        nextAttemptAt: null
        reason: GiveUpReason | 'no_retry_before_deadline'
      }
  )
