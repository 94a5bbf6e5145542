import type { DateTime } from 'luxon'
import type { Failure, SendResult } from '#gateways/types'
import type { RetryPolicies } from '#retry/retry_policies'
import type { RetriedMessage } from '#retry/retry_decision'
import { MessageStatuses } from '#messages/message_status'
import type { Reason } from '#messages/reasons'

/** Milliseconds: the shortest wait after "too many requests". */
const THROTTLED_AT_LEAST_MS = 1_000

/**
 * A POST that was not made: the lease would not have covered it, its time had passed, its number
 * had opted out, no place under the rate limit was available, it could not be recorded outside the
 * database, or the database is gone. The message was certainly not sent.
 */
export interface NotPosted {
  outcome: 'not_posted'
  durationMs: number
  reason:
    | 'lease_too_short'
    | 'too_late'
    | 'consent_withdrawn'
    | 'no_place'
    | 'not_written_down'
    | 'database_replaced'
}

export type AttemptResult = SendResult | NotPosted

/** What becomes of a message after an attempt. */
export interface Verdict {
  status: 'sent' | 'pending' | 'failed' | 'dead_letter' | 'unknown'
  reason: Reason | null
  retryCount: number
  /** When it is due again, for `pending`; null: unchanged. */
  dueAt: DateTime | null
  /** The first failure of the series, for a failure that counts. */
  retryingSince?: DateTime
  /** The sweep statistic that counts it. */
  counted: 'sent' | 'retried' | 'released' | 'failed' | 'deadLettered' | 'unknown'
}

interface Circumstances extends RetriedMessage {
  now: DateTime
  policies: RetryPolicies
  outageDelaySeconds: number
}

/** The table of delivery.md for messages. Consequences for the account are decided elsewhere. */
export function decideOutcome(result: AttemptResult, circumstances: Circumstances): Verdict {
  const { now, retryCount } = circumstances
  const again = (dueAt: DateTime | null): Verdict => ({
    status: MessageStatuses.pending,
    reason: 'reason' in result ? result.reason : null,
    retryCount,
    dueAt,
    counted: 'released',
  })

  switch (result.outcome) {
    case 'accepted':
      return {
        status: MessageStatuses.sent,
        reason: result.onlyLogged ? 'written_to_log' : null,
        retryCount,
        dueAt: null,
        counted: 'sent',
      }
    case 'throttled':
      return again(
        now.plus({ milliseconds: Math.max(result.retryAfterMs ?? 0, THROTTLED_AT_LEAST_MS) })
      )
    case 'provider_down':
    case 'own_fault':
      return again(now.plus({ seconds: circumstances.outageDelaySeconds }))
    case 'account':
    case 'configuration':
    case 'not_posted':
      /** Keeps its due time: a clock that jumps now must not delay it. */
      return again(null)
    case 'refused':
      return {
        status: MessageStatuses.failed,
        reason: result.reason,
        retryCount,
        dueAt: null,
        counted: 'failed',
      }
    case 'ambiguous':
      return {
        status: MessageStatuses.unknown,
        reason: result.reason,
        retryCount,
        dueAt: null,
        counted: 'unknown',
      }
    case 'transient':
      return retryOrGiveUp(result, circumstances)
    default:
      return result satisfies never
  }
}

function retryOrGiveUp(failure: Failure, circumstances: Circumstances): Verdict {
  const { policies, now } = circumstances
  const decision = policies.handleFailure(circumstances, failure, now)
  const { retryCount, retryingSince, nextAttemptAt: dueAt } = decision
  const series = { retryCount, retryingSince, dueAt }
  return decision.retry
    ? { ...series, status: MessageStatuses.pending, reason: failure.reason, counted: 'retried' }
    : {
        ...series,
        status: MessageStatuses.dead_letter,
        reason: decision.reason,
        counted: 'deadLettered',
      }
}
