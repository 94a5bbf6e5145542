import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { query } from '#storage/sql'

/**
 * The latest instant after `now` that any process wrote as its present: at a heartbeat, an attempt
 * or a run of the timetable. Null if there is none.
 */
export async function lastWrittenAfter(
  client: QueryClientContract,
  now: string
): Promise<string | null> {
  const found = await Promise.all(
    STATEMENTS.map((statement) => query<{ at: string | null }>(client, statement, { now }))
  )
  const instants = found.flatMap(([row]) => row?.at ?? [])
  return instants.sort().at(-1) ?? null
}

const STATEMENTS = [
  'SELECT MAX(heartbeat_at) AS at FROM workers WHERE heartbeat_at > :now',
  /** Along the index sms_attempts_by_time. */
  'SELECT started_at AS at FROM sms_attempts WHERE started_at > :now ORDER BY started_at DESC LIMIT 1',
  'SELECT MAX(started_at) AS at FROM scheduler_runs WHERE started_at > :now',
]
