import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { updateRows } from '#storage/write_rows'

/**
 * Cancels occurrences of a schedule that have not begun; returns how many. The condition repeats
 * that of the index schedule_occurrences_open word for word, otherwise SQLite does not use it.
 */
export async function cancelWaiting(
  client: QueryClientContract,
  scheduleId: number,
  now: string
): Promise<number> {
  const cancelled = await updateRows(
    client,
    {
      table: 'schedule_occurrences',
      set: `status = 'cancelled', reason = 'schedule_deleted', next_attempt_at = NULL,
        finished_at = :now`,
      where: `schedule_id = :id AND status IN ('pending', 'running') AND status = 'pending'`,
      returning: 'id',
    },
    { id: scheduleId, now }
  )
  return cancelled.length
}
