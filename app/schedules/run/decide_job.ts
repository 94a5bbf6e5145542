import type { DateTime } from 'luxon'
import type { RetryPolicies } from '#retry/retry_policies'
import type { JobOutcome } from '#schedules/jobs/job_handler'
import type { ClaimedOccurrence } from '#schedules/run/claim_occurrences'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'

/** What becomes of an occurrence after an attempt. Instants of the database. */
export interface JobVerdict {
  status: 'done' | 'pending' | 'dead_letter'
  reason: string | null
  error: string | null
  /** JSON */
  result: string | null
  retryCount: number
  retryingSince: string | null
  nextAttemptAt: string | null
}

interface Circumstances {
  policies: RetryPolicies
  now: DateTime
  /** The process was told to end, and so were its jobs: no retry is counted. */
  isEnding?: boolean
  /** A retry delay has already passed. */
  isDueAtOnce?: boolean
}

/**
 * The retry policy of a handler's jobs is named `job:` plus the handler's name (`retry.byType`).
 */
export function decideJob(
  outcome: JobOutcome,
  occurrence: ClaimedOccurrence,
  { policies, now, isEnding = false, isDueAtOnce = false }: Circumstances
): JobVerdict {
  const unchanged = {
    retryCount: occurrence.retry_count,
    retryingSince: occurrence.retrying_since,
    nextAttemptAt: null,
  }
  if (outcome.outcome === 'done') {
    const result = outcome.result ? JSON.stringify(outcome.result) : null
    return { ...unchanged, status: 'done', reason: null, error: null, result }
  }
  const { reason, error } = outcome
  const failed = { ...unchanged, reason, error, result: null }
  if (outcome.kind === 'permanent') return { ...failed, status: 'dead_letter' }
  if (isEnding) return { ...failed, status: 'pending', nextAttemptAt: toSqlInstant(now) }

  const decision = policies.handleFailure(
    {
      messageType: `job:${occurrence.app_name}`,
      retryCount: occurrence.retry_count,
      retryingSince: occurrence.retrying_since,
      expiresAt: null,
    },
    { outcome: 'transient', reason },
    now
  )
  const delayed = decision.nextAttemptAt && toSqlInstantCeiling(decision.nextAttemptAt)
  return {
    ...failed,
    status: decision.retry ? 'pending' : 'dead_letter',
    reason: decision.reason,
    retryCount: decision.retryCount,
    retryingSince: toSqlInstant(decision.retryingSince),
    nextAttemptAt: decision.retry && isDueAtOnce ? toSqlInstant(now) : delayed,
  }
}
