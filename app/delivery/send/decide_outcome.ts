import type { DateTime } from 'luxon'
import type { SendResult } from '#gateways/types'
import type { RetryPolicies } from '#delivery/retry/retry_policies'
import type { RetriedMessage } from '#delivery/retry/retry_decision'
import type { RetryFailure } from '#delivery/retry/retry_strategy'
import { MessageStatuses } from '#models/message_status'

/** Never sooner than this after a "too many requests", in milliseconds. */
const THROTTLED_AT_LEAST_MS = 1_000

/** A POST that was not made because the lease would not have covered it, its time had passed, or its number had said no: certainly not sent. */
export interface NotPosted {
  outcome: 'not_posted'
  durationMs: number
  reason: 'lease_too_short' | 'too_late' | 'consent_withdrawn'
}

export type AttemptResult = SendResult | NotPosted

/** What becomes of a message after an attempt. */
export interface Verdict {
  status: 'sent' | 'pending' | 'failed' | 'dead_letter' | 'unknown'
  reason: string | null
  retryCount: number
  /** When it is due again, for `pending`; null: as it was. */
  dueAt: DateTime | null
  /** Of a failure that counts: the first one of its series. */
  retryingSince?: DateTime
  /** Which count of the sweep's statistics it belongs to. */
  counted: 'sent' | 'retried' | 'released' | 'failed' | 'deadLettered' | 'unknown'
}

interface Circumstances extends RetriedMessage {
  now: DateTime
  policies: RetryPolicies
  outageDelaySeconds: number
}

/** The table of delivery.md, as far as the message is concerned; what it means for the account is decided beside it. */
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
        reason: null,
        retryCount,
        dueAt: null,
        counted: 'sent',
      }
    case 'throttled':
      return again(
        now.plus({ milliseconds: Math.max(result.retryAfterMs ?? 0, THROTTLED_AT_LEAST_MS) })
      )
    case 'provider_down':
      return again(now.plus({ seconds: circumstances.outageDelaySeconds }))
    case 'account':
    case 'configuration':
    case 'not_posted':
      /** Due as it was: a clock that jumps now must not put it off. */
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

function retryOrGiveUp(failure: RetryFailure, circumstances: Circumstances): Verdict {
  const { policies, now } = circumstances
  const { retry, retryCount, retryingSince, reason, nextAttemptAt } = policies.handleFailure(
    circumstances,
    failure,
    now
  )
  return {
    status: retry ? MessageStatuses.pending : MessageStatuses.dead_letter,
    reason,
    retryCount,
    dueAt: nextAttemptAt,
    retryingSince,
    counted: retry ? 'retried' : 'deadLettered',
  }
}
