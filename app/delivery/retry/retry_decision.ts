import type { DateTime } from 'luxon'
import type { GiveUpReason } from '#delivery/retry/retry_strategy'

/** What a decision needs to know of a message: a row of the model has it. Strings are instants of the database. */
export interface RetriedMessage {
  messageType: string
  retryCount: number
  retryingSince: DateTime | string | null
  expiresAt: DateTime | string | null
}

interface SeriesOfDecision {
  /** Retries of the message with this one, if there is one. */
  retryCount: number
  /** The first failure of the series. */
  retryingSince: DateTime
}

/** What a failure leads to: one more try, or a reason why not. */
export type RetryDecision = SeriesOfDecision &
  (
    | {
        retry: true
        deadLetter: false
        delayMs: number
        nextAttemptAt: DateTime
        /** Of the failure. */
        reason: string
      }
    | {
        retry: false
        /** False for a refusal, which is `failed`, and for what the operator may have after all, which is `unknown`. */
        deadLetter: boolean
        delayMs: null
        nextAttemptAt: null
        reason: GiveUpReason | 'no_retry_before_deadline'
      }
  )
