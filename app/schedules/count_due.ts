import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { query, textList } from '#storage/sql'

const MOST_COUNTED = 1_000

/**
 * Due schedules, and due effects that one of these handlers can perform, along their indexes; each
 * counted up to 1,000.
 */
export async function countDue(
  client: QueryClientContract,
  { now, names }: { now: string; names: string[] }
): Promise<number> {
  /**
   * The conditions of schedules_due and schedule_occurrences_pending, word for word for SQLite;
   * schedules are ordered as in `isAnyDue`.
   */
  const [{ count }] = await query<{ count: number }>(
    client,
    `SELECT (SELECT COUNT(*) FROM (
        SELECT id FROM schedules WHERE next_run_at IS NOT NULL AND next_run_at <= :now
        ORDER BY next_run_at, id LIMIT :most) AS s)
      + (SELECT COUNT(*) FROM (
        SELECT id FROM schedule_occurrences
        WHERE status = 'pending' AND priority IN (1, 2, 3) AND next_attempt_at <= :now
          AND app_name IN (${textList(client, 'names')}) LIMIT :most) AS o) AS count`,
    { now, names: JSON.stringify(names), most: MOST_COUNTED }
  )
  return count
}
