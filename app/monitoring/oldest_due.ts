import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/**
 * Seconds that the oldest due message has waited; undefined if none is due. Reads the first entry
 * of each priority in the index sms_messages_due: three lookups, whereas MIN() over all priorities
 * would read every due message.
 */
export async function oldestDueSeconds(
  client: QueryClientContract,
  now: DateTime
): Promise<number | null> {
  const [{ oldest }] = await query<{ oldest: string | null }>(
    client,
    `SELECT MIN(scheduled_at) AS oldest FROM (${[1, 2, 3].map(firstDue).join(' UNION ALL ')}) AS firsts`,
    { now: toSqlInstant(now) }
  )
  return oldest === null ? null : secondsSince(oldest, now)
}

const firstDue = (priority: number) => `
  SELECT * FROM (
    SELECT scheduled_at FROM sms_messages
    WHERE status = 'pending' AND priority = ${priority} AND scheduled_at <= :now
    ORDER BY scheduled_at LIMIT 1) AS first_${priority}`

/** Never below 0, even if clocks differ. */
export function secondsSince(instant: string, now: DateTime): number {
  return Math.max(0, Math.floor(now.diff(fromSqlInstant(instant), 'seconds').seconds))
}

/** Seconds until an instant, 0 if it has passed. */
export function secondsAhead(instant: string, now: DateTime): number {
  return Math.max(0, Math.floor(fromSqlInstant(instant).diff(now, 'seconds').seconds))
}
