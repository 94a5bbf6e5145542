import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import { fromSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** The latest occurrence of a schedule; its next run comes after it. */
export async function lastOccurrence(
  client: QueryClientContract,
  scheduleId: number
): Promise<DateTime<true> | null> {
  const [row] = await query<Pick<Rows['schedule_occurrences'], 'occurrence_at'>>(
    client,
    `SELECT occurrence_at FROM schedule_occurrences WHERE schedule_id = :id ORDER BY occurrence_at DESC LIMIT 1`,
    { id: scheduleId }
  )
  return row ? fromSqlInstant(row.occurrence_at) : null
}
