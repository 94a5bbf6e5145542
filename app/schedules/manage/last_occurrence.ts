import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import { fromSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** The latest time for which a schedule has an occurrence: what it runs at next comes after it. */
export async function lastOccurrence(
  client: QueryClientContract,
  scheduleId: number
): Promise<DateTime<true> | null> {
  const [row] = await query<{ occurrence_at: string }>(
    client,
    `SELECT occurrence_at FROM schedule_occurrences WHERE schedule_id = :id ORDER BY occurrence_at DESC LIMIT 1`,
    { id: scheduleId }
  )
  return row ? fromSqlInstant(row.occurrence_at) : null
}
