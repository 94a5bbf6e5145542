import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { query } from '#storage/sql'

/**
 * Calls off what a schedule fired and nobody has begun; answers how many. The condition of the index
 * schedule_occurrences_open, word for word, or SQLite does not use it.
 */
export async function cancelWaiting(
  client: QueryClientContract,
  scheduleId: number,
  now: string
): Promise<number> {
  const cancelled = await query<{ id: number }>(
    client,
    `UPDATE schedule_occurrences
     SET status = 'cancelled', reason = 'schedule_deleted', next_attempt_at = NULL, finished_at = :now
     WHERE schedule_id = :id AND status IN ('pending', 'running') AND status = 'pending'
     RETURNING id`,
    { id: scheduleId, now }
  )
  return cancelled.length
}
