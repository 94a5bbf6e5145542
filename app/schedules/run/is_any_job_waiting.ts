import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { PRIORITIES } from '#models/priority'
import { query } from '#storage/sql'

/** Whether there is a job to be done, or one whose process was lost: what every second asks, without a lock. */
export async function isAnyJobWaiting(
  client: QueryClientContract,
  { now, nowMs }: { now: string; nowMs: number }
): Promise<boolean> {
  const waiting = await query(client, STATEMENT, { now, now_ms: nowMs })
  return waiting.length > 0
}

/** In the order of schedule_occurrences_pending, as `isAnyDue` asks, and for the same reason. */
const pending = Object.values(PRIORITIES).map(
  (priority) => `SELECT 1 FROM (
    SELECT id FROM schedule_occurrences WHERE status = 'pending' AND priority = ${priority} AND next_attempt_at <= :now
    ORDER BY next_attempt_at, id LIMIT 1) AS first_of_${priority}`
)

const STATEMENT = `
  SELECT 1 AS waiting WHERE
    EXISTS (${pending.join(' UNION ALL ')})
    OR EXISTS (SELECT 1 FROM schedule_occurrences WHERE status = 'running' AND lease_until < :now_ms)`
