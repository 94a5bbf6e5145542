import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import { localInstant } from '#reminders/local_instant'
import { toSqlInstantCeiling } from '#storage/instants'
import { isPostgres, query } from '#storage/sql'

/** From the first instant of the day up to, but not including, the first of the next. Instants of the database. */
export interface LocalDay {
  /** `YYYY-MM-DD` */
  date: string
  start: string
  end: string
}

export function localDay(date: string, timezone: string): LocalDay {
  const next = DateTime.fromISO(date, { zone: 'utc' }).plus({ days: 1 }).toFormat('yyyy-MM-dd')
  return {
    date,
    start: toSqlInstantCeiling(localInstant(date, '00:00', timezone)),
    end: toSqlInstantCeiling(localInstant(next, '00:00', timezone)),
  }
}

/** The day of an instant on the calendar of the zone. */
export function localDayOf(instant: DateTime, timezone: string): LocalDay {
  return localDay(instant.setZone(timezone).toFormat('yyyy-MM-dd'), timezone)
}

/**
 * Writes down how many messages made their last move on a day that is over, by
 * type and status. Returns how many there were.
 *
 * After the day's end its messages only become fewer: they move on, or cleanup
 * deletes them. The largest number ever seen is therefore the right one, and
 * this may be called any number of times, before, between and after deletions,
 * without counting anything twice or losing what is gone. A message sent one day
 * and delivered the next is in both days' counts, each time as what it was.
 */
export async function recordDay(client: QueryClientContract, day: LocalDay): Promise<number> {
  const greatest = isPostgres(client) ? 'GREATEST' : 'MAX'
  const date = isPostgres(client) ? 'CAST(:day AS date)' : ':day'
  const rows = await query<{ count: number }>(
    client,
    `INSERT INTO sms_daily_counts (day, message_type, status, count)
     SELECT ${date}, message_type, status, COUNT(*) FROM sms_messages
     WHERE updated_at >= :start AND updated_at < :end
     GROUP BY message_type, status
     ON CONFLICT (day, message_type, status)
     DO UPDATE SET count = ${greatest}(sms_daily_counts.count, excluded.count)
     RETURNING count`,
    { day: day.date, start: day.start, end: day.end }
  )
  return rows.reduce((sum, { count }) => sum + count, 0)
}
