import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Messages of each priority that are looked at: the first in line, so that the cost does not grow with the line. */
const LOOKED_AT = 500

/**
 * Since when the message that has waited longest waits, or null when none is due.
 * A late registration gets a row that was due before it existed: it waits only
 * since it was written.
 */
export async function oldestDueSince(
  client: QueryClientContract,
  now: DateTime
): Promise<DateTime<true> | null> {
  const [row] = await query<{ since: string | null }>(client, OLDEST_DUE, {
    now: toSqlInstant(now),
    looked_at: LOOKED_AT,
  })
  return row.since ? fromSqlInstant(row.since) : null
}

const inLine = (priority: number) => `
  SELECT * FROM (
    SELECT CASE WHEN updated_at > scheduled_at THEN updated_at ELSE scheduled_at END AS waits_since
    FROM sms_messages
    WHERE status = 'pending' AND priority = ${priority} AND scheduled_at <= :now
    ORDER BY scheduled_at, id LIMIT :looked_at) AS p${priority}`

const OLDEST_DUE = `
  SELECT MIN(waits_since) AS since FROM (${[1, 2, 3].map(inLine).join(' UNION ALL ')}) AS in_line`
