import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { PRIORITIES } from '#models/priority'
import { isPostgres, query, textList } from '#storage/sql'

/** An occurrence in the hands of this process. */
export interface ClaimedOccurrence {
  id: number
  schedule_id: number
  /** An instant of the database. */
  occurrence_at: string
  app_name: string
  /** JSON */
  payload: string
  priority: number
  attempts: number
  retry_count: number
  retrying_since: string | null
}

export interface OccurrenceClaim {
  limit: number
  /** Handlers that this process knows. */
  names: string[]
  token: string
  claimedBy: string
  /** Epoch milliseconds. */
  leaseUntil: number
  /** An instant of the database. */
  now: string
}

const CLAIMED =
  'id, schedule_id, occurrence_at, app_name, payload, priority, attempts, retry_count, retrying_since'

/** Takes occurrences whose time has come, the most urgent first; no two processes get the same. Each counts as an attempt from here on. */
export async function claimOccurrences(
  client: QueryClientContract,
  claim: OccurrenceClaim
): Promise<ClaimedOccurrence[]> {
  const claimed: ClaimedOccurrence[] = []
  /** One range scan a priority, along the index schedule_occurrences_pending. */
  for (const priority of Object.values(PRIORITIES)) {
    const limit = claim.limit - claimed.length
    if (limit <= 0) break
    claimed.push(
      ...(await query<ClaimedOccurrence>(client, statement(client), {
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

const statement = (client: QueryClientContract) => {
  const pending = `
    SELECT id FROM schedule_occurrences
    WHERE status = 'pending' AND priority = :priority AND next_attempt_at <= :now
      AND app_name IN (${textList(client, 'names')})
    ORDER BY next_attempt_at, id LIMIT :limit`
  const [before, ids] = isPostgres(client)
    ? [`WITH due AS MATERIALIZED (${pending} FOR UPDATE SKIP LOCKED)`, 'SELECT id FROM due']
    : ['', pending]
  return `${before}
    UPDATE schedule_occurrences
    SET status = 'running', reason = NULL, attempts = attempts + 1, started_at = :now, finished_at = NULL,
        lease_token = :token, lease_until = :lease_until, claimed_by = :claimed_by
    WHERE status = 'pending' AND id IN (${ids})
    RETURNING ${CLAIMED}`
}

/** Keeps the hold on an occurrence while its job runs. Answers whether it is still ours. */
export async function renewLease(
  client: QueryClientContract,
  { id, token, until }: { id: number; token: string; until: number }
): Promise<boolean> {
  const renewed = await query(
    client,
    `UPDATE schedule_occurrences SET lease_until = :until
     WHERE id = :id AND lease_token = :token AND status = 'running' RETURNING id`,
    { id, token, until }
  )
  return renewed.length > 0
}

/** Takes over occurrences whose process was lost. What it had begun may be had twice, and is never lost. */
export async function takeOverLost(
  client: QueryClientContract,
  lost: Pick<OccurrenceClaim, 'limit' | 'token' | 'claimedBy' | 'leaseUntil'> & { nowMs: number }
): Promise<ClaimedOccurrence[]> {
  const lock = isPostgres(client) ? 'FOR UPDATE SKIP LOCKED' : ''
  return query(
    client,
    `UPDATE schedule_occurrences SET lease_token = :token, lease_until = :lease_until, claimed_by = :claimed_by
     WHERE status = 'running' AND lease_until < :now_ms AND id IN (
       SELECT id FROM schedule_occurrences WHERE status = 'running' AND lease_until < :now_ms LIMIT :limit ${lock})
     RETURNING ${CLAIMED}`,
    {
      limit: lost.limit,
      token: lost.token,
      claimed_by: lost.claimedBy,
      lease_until: lost.leaseUntil,
      now_ms: lost.nowMs,
    }
  )
}
