import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import { localInstant } from '#values/local_instant'
import { dialectOf } from '#storage/dialect_of'
import { toSqlInstantCeiling } from '#storage/instants'
import { query, rowsOf } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

/** The instants of a day, `[start, end)`, as the database writes them. */
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

/** The calendar day of an instant in the zone. */
export function localDayOf(instant: DateTime, timezone: string): LocalDay {
  return localDay(instant.setZone(timezone).toFormat('yyyy-MM-dd'), timezone)
}

/**
 * Records how many messages made their last move on a finished day, by type and status. Returns
 * the total.
 *
 * Once a day is over, its messages only become fewer: they move on or are deleted by cleanup.
 * The largest count ever seen is therefore the right one, and this may run any number of times,
 * before, between and after deletions, without counting twice or losing deleted messages. A
 * message sent on one day and delivered on the next counts in both days, each time with its
 * state of that day.
 */
export async function recordDay(client: QueryClientContract, day: LocalDay): Promise<number> {
  /** Counted before the statement that writes: a day may have a million messages, and SQLite one writer. */
  const counted = await query<Pick<Rows['sms_daily_counts'], 'message_type' | 'status' | 'count'>>(
    client,
    `SELECT message_type, status, COUNT(*) AS count FROM sms_messages
     WHERE updated_at >= :start AND updated_at < :end
     GROUP BY message_type, status ORDER BY message_type, status`,
    { start: day.start, end: day.end }
  )
  if (counted.length === 0) return 0
  const larger = dialectOf(client).greatest('sms_daily_counts.count', 'excluded.count')
  const columns = { day: 'date', message_type: 'text', status: 'text', count: 'integer' } as const
  const rows = await insertRows<Pick<Rows['sms_daily_counts'], 'count'>>(
    client,
    {
      into: 'sms_daily_counts',
      columns: 'day, message_type, status, count',
      rows: `SELECT day, message_type, status, count FROM ${rowsOf(client, 'r', columns)} WHERE 1 = 1`,
      onConflict: { key: 'day, message_type, status', set: `count = ${larger}` },
      returning: 'count',
    },
    { rows: JSON.stringify(counted.map((row) => ({ day: day.date, ...row }))) }
  )
  return rows.reduce((sum, { count }) => sum + count, 0)
}
