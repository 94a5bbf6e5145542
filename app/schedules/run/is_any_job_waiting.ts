import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { query } from '#storage/sql'

/** Whether there is a job to be done, or one whose process was lost: what every second asks, without a lock. */
export async function isAnyJobWaiting(
  client: QueryClientContract,
  { now, nowMs }: { now: string; nowMs: number }
): Promise<boolean> {
  const waiting = await query(
    client,
    `SELECT 1 AS waiting WHERE
       EXISTS (SELECT 1 FROM schedule_occurrences WHERE status = 'pending' AND priority IN (1, 2, 3) AND next_attempt_at <= :now)
       OR EXISTS (SELECT 1 FROM schedule_occurrences WHERE status = 'running' AND lease_until < :now_ms)`,
    { now, now_ms: nowMs }
  )
  return waiting.length > 0
}
