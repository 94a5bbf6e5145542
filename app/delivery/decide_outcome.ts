import type { DateTime } from 'luxon'
import type { SendResult } from '#gateways/types'
import type { ExponentialRetry } from '#delivery/retry_strategy'
import { MessageStatuses } from '#models/message_status'
import { fromSqlInstant, toSqlInstantCeiling } from '#storage/instants'

/** Never sooner than this after a "too many requests", in milliseconds. */
const THROTTLED_AT_LEAST_MS = 1_000

/** A POST that was not made because the lease would not have covered it, or its time had passed: certainly not sent. */
export interface NotPosted {
  outcome: 'not_posted'
  durationMs: number
  reason: 'lease_too_short' | 'too_late'
}

export type AttemptResult = SendResult | NotPosted

/** What becomes of a message after an attempt. */
export interface Verdict {
  status: 'sent' | 'pending' | 'failed' | 'dead_letter' | 'unknown'
  reason: string | null
  retryCount: number
  /** When it is due again, for `pending`. */
  dueAt: DateTime | null
  /** Which count of the sweep's statistics it belongs to. */
  counted: 'sent' | 'retried' | 'released' | 'failed' | 'deadLettered' | 'unknown'
}

interface Circumstances {
  retryCount: number
  /** An instant of the database. */
  expiresAt: string | null
  now: DateTime
  retry: ExponentialRetry
  outageDelaySeconds: number
}

/** The table of delivery.md, as far as the message is concerned; what it means for the account is decided beside it. */
export function decideOutcome(result: AttemptResult, circumstances: Circumstances): Verdict {
  const { now, retryCount } = circumstances
  const again = (dueAt: DateTime): Verdict => ({
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
      return again(now)
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
      return retryOrGiveUp(result.reason, circumstances)
    default:
      return result satisfies never
  }
}

function retryOrGiveUp(
  reason: string,
  { retry, retryCount, now, expiresAt }: Circumstances
): Verdict {
  const giveUp = (why: string): Verdict => ({
    status: MessageStatuses.dead_letter,
    reason: why,
    retryCount,
    dueAt: null,
    counted: 'deadLettered',
  })
  if (!retry.shouldRetry(retryCount)) return giveUp('retries_used_up')

  const dueAt = now.plus({ milliseconds: retry.delayMs(retryCount) })
  /** A retry after the deadline would be too late to be useful: a person hears of it now instead. */
  if (expiresAt && toSqlInstantCeiling(dueAt) >= toSqlInstantCeiling(fromSqlInstant(expiresAt))) {
    return giveUp('no_retry_before_deadline')
  }
  return {
    status: MessageStatuses.pending,
    reason,
    retryCount: retryCount + 1,
    dueAt,
    counted: 'retried',
  }
}
