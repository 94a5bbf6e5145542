import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { PRIORITIES } from '#messages/priority'
import type { Claim } from '#storage/dialects/dialect'
import { LEASE_IS_OVER, type LeaseBounds } from '#storage/lease_is_over'
import { along } from '#storage/partial_indexes'
import { textList } from '#storage/sql'
import { claimRows, updateRows } from '#storage/write_rows'

/** An occurrence in the hands of this process. */
export interface ClaimedOccurrence extends Pick<
  Rows['schedule_occurrences'],
  | 'id'
  | 'schedule_id'
  | 'occurrence_at'
  | 'app_name'
  | 'payload'
  | 'priority'
  | 'attempts'
  | 'retry_count'
  | 'retrying_since'
> {
  /** JSON */
  payload: string
}

export interface OccurrenceClaim {
  limit: number
  /** Handlers that this process knows. */
  names: string[]
  token: string
  claimedBy: string
  /** Epoch milliseconds of the shared clock. */
  leaseUntil: number
  /** An instant of the database. */
  now: string
}

const CLAIMED =
  'id, schedule_id, occurrence_at, app_name, payload, priority, attempts, retry_count, retrying_since'

const LEASED = 'lease_token = :token, lease_until = :lease_until, claimed_by = :claimed_by'

/**
 * Takes due occurrences, most urgent first; no two processes get the same. Each claim counts as an
 * attempt.
 */
export async function claimOccurrences(
  client: QueryClientContract,
  claim: OccurrenceClaim
): Promise<ClaimedOccurrence[]> {
  const claimed: ClaimedOccurrence[] = []
  /** One range scan per priority, along the index schedule_occurrences_pending. */
  for (const priority of Object.values(PRIORITIES)) {
    const limit = claim.limit - claimed.length
    if (limit <= 0) break
    claimed.push(
      ...(await claimRows<ClaimedOccurrence>(client, pending(client), {
        priority,
        limit,
        names: JSON.stringify(claim.names),
        token: claim.token,
        claimed_by: claim.claimedBy,
        lease_until: claim.leaseUntil,
        now: claim.now,
      }))
    )
  }
  return claimed
}

/** No earlier one of its order is not done. Jobs without an order are not looked up. */
const IS_ITS_TURN = `(order_key IS NULL OR NOT EXISTS (
        SELECT 1 FROM schedule_occurrences AS earlier
        WHERE earlier.order_key = schedule_occurrences.order_key
          AND earlier.app_name = schedule_occurrences.app_name
          AND (earlier.occurrence_at < schedule_occurrences.occurrence_at
            OR (earlier.occurrence_at = schedule_occurrences.occurrence_at
              AND earlier.id < schedule_occurrences.id))
          AND ${along('schedule_occurrences_in_order', 'earlier')}))`

const pending = (client: QueryClientContract): Claim => ({
  table: 'schedule_occurrences',
  due: `
    SELECT id FROM schedule_occurrences
    WHERE status = 'pending' AND priority = :priority AND next_attempt_at <= :now
      AND app_name IN (${textList(client, 'names')})
      AND ${IS_ITS_TURN}
    ORDER BY next_attempt_at, id LIMIT :limit`,
  set: `status = 'running', reason = NULL, attempts = attempts + 1, started_at = :now,
    finished_at = NULL, ${LEASED}`,
  where: `status = 'pending'`,
  returning: CLAIMED,
})

/** Renews the lease on an occurrence while its job runs. Returns whether it is still ours. */
export async function renewLease(
  client: QueryClientContract,
  { id, token, until }: { id: number; token: string; until: number }
): Promise<boolean> {
  const renewed = await updateRows(
    client,
    {
      table: 'schedule_occurrences',
      set: 'lease_until = :until',
      where: `id = :id AND lease_token = :token AND status = 'running'`,
      returning: 'id',
    },
    { id, token, until }
  )
  return renewed.length > 0
}

/**
 * Takes over occurrences whose process was lost. Their effects may happen twice, but are never
 * lost.
 */
export async function takeOverLost(
  client: QueryClientContract,
  lost: Pick<OccurrenceClaim, 'limit' | 'token' | 'claimedBy' | 'leaseUntil'> & {
    bounds: LeaseBounds
  }
): Promise<ClaimedOccurrence[]> {
  const where = `status = 'running' AND ${LEASE_IS_OVER}`
  return claimRows(
    client,
    {
      table: 'schedule_occurrences',
      due: `SELECT id FROM schedule_occurrences WHERE ${where} LIMIT :limit`,
      set: LEASED,
      where,
      returning: CLAIMED,
    },
    {
      limit: lost.limit,
      token: lost.token,
      claimed_by: lost.claimedBy,
      lease_until: lost.leaseUntil,
      ...lost.bounds,
    }
  )
}
