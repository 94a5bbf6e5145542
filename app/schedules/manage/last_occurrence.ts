import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import type { ScheduleRow } from '#schedules/schedule_row'
import { fromSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { instantOfLocal } from '#values/local_form'
import { isTimeZone } from '#values/time_zone'

/** What the next run of a schedule comes after, as `nextFromNow` takes it. */
export async function lastRunOf(
  client: QueryClientContract,
  row: Pick<ScheduleRow, 'id' | 'last_run_local' | 'timezone'>
): Promise<{ lastRun: DateTime | null; lastRunLocal: DateTime | null }> {
  const { id, last_run_local: local, timezone } = row
  return {
    lastRun: await lastOccurrence(client, id),
    lastRunLocal: local && isTimeZone(timezone) ? instantOfLocal(local, timezone) : null,
  }
}

/** The latest occurrence of a schedule. */
async function lastOccurrence(
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
