import type { DateTime } from 'luxon'
import type { ClaimedEvent } from './claim_events.js'
import type { Destination } from './destination.js'
import type { RetryPolicies } from '#retry/retry_policies'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'

/** What becomes of an event that did not arrive: columns of its row. */
export interface EventVerdict {
  id: number
  message_id: number | null
  status: 'pending' | 'dead_letter'
  retry_count: number
  retrying_since: string | null
  next_attempt_at: string
  last_failure: string
  given_up_at: string | null
}

interface Circumstances {
  destination: Destination
  policies: RetryPolicies
  now: DateTime
}

/** The policy is named `event:` and the destination (`retry` of config/events.ts). */
export const policyOf = ({ name }: Pick<Destination, 'name'>) => `event:${name}`

export function decideEvent(
  claimed: ClaimedEvent,
  reason: string,
  { destination, policies, now }: Circumstances
): EventVerdict {
  const {
    id,
    message_id: message,
    retry_count: retryCount,
    retrying_since: retryingSince,
  } = claimed
  const at = toSqlInstant(now)
  const failed = { id, message_id: message, last_failure: reason, given_up_at: null }
  if (!destination.givesUp)
    return {
      ...failed,
      status: 'pending',
      retry_count: retryCount,
      retrying_since: retryingSince ?? at,
      next_attempt_at: at,
    }
  const decision = policies.handleFailure(
    { messageType: policyOf(destination), retryCount, retryingSince, expiresAt: null },
    { outcome: 'transient', reason },
    now
  )
  return {
    ...failed,
    status: decision.retry ? 'pending' : 'dead_letter',
    retry_count: decision.retryCount,
    retrying_since: toSqlInstant(decision.retryingSince),
    next_attempt_at: decision.nextAttemptAt ? toSqlInstantCeiling(decision.nextAttemptAt) : at,
    given_up_at: decision.retry ? null : at,
  }
}
