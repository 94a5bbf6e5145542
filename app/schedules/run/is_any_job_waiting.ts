import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { PRIORITIES } from '#messages/priority'
import { LEASE_IS_OVER, type LeaseBounds } from '#storage/lease_is_over'
import { query } from '#storage/sql'

/** Whether a job waits, or lost its process; checked every second without a lock. */
export async function isAnyJobWaiting(
  client: QueryClientContract,
  { now, bounds }: { now: string; bounds: LeaseBounds }
): Promise<boolean> {
  const waiting = await query(client, STATEMENT, { now, ...bounds })
  return waiting.length > 0
}

/** In the order of schedule_occurrences_pending, for the same reason as `isAnyDue`. */
const pending = Object.values(PRIORITIES).map(
  (priority) => `SELECT 1 FROM (
    SELECT id FROM schedule_occurrences WHERE status = 'pending' AND priority = ${priority} AND next_attempt_at <= :now
    ORDER BY next_attempt_at, id LIMIT 1) AS first_of_${priority}`
)

const STATEMENT = `
  SELECT 1 AS waiting WHERE
    EXISTS (${pending.join(' UNION ALL ')})
    OR EXISTS (SELECT 1 FROM schedule_occurrences WHERE status = 'running' AND ${LEASE_IS_OVER})`
