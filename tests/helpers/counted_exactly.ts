import db from '@adonisjs/lucid/services/db'
import { COUNTED_OUTCOMES } from '#messages/counters/count_moves'
import { query } from '#storage/sql'

interface Row {
  counter: string
  label: string
  total: number
}

/**
 * What the counters of /metrics say, and what the rows say that they count, as lines; equal where
 * every change was counted once. An attempt that the reaper closed had no answer. For runs that
 * delete no messages.
 */
export async function countersAndRows(): Promise<{ counters: string[]; rows: string[] }> {
  const client = db.connection()
  const counters = await query<Row>(
    client,
    `SELECT counter, label, SUM(amount) AS total FROM metric_counts
     WHERE counter IN ('messages', 'attempts') GROUP BY counter, label`
  )
  const rows = await query<Row>(
    client,
    `SELECT 'messages' AS counter, to_status AS label, COUNT(*) AS total FROM sms_message_events
     WHERE from_status <> to_status AND to_status IN (${COUNTED_OUTCOMES.map((name) => `'${name}'`).join(', ')})
     GROUP BY to_status
     UNION ALL
     SELECT 'attempts', outcome, COUNT(*) FROM sms_attempts
     WHERE outcome IS NOT NULL AND (reason IS NULL OR reason <> 'worker_lost') GROUP BY outcome`
  )
  return { counters: linesOf(counters), rows: linesOf(rows) }
}

function linesOf(rows: Row[]): string[] {
  return rows.map(({ counter, label, total }) => `${counter} ${label} ${Number(total)}`).sort()
}
