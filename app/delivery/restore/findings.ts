import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { FindingKind } from '#delivery/restore/hold_for_review'
import { isoOfSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** What one machine found missing. Instants are ISO 8601. */
export interface RestoreFinding {
  host: string
  kind: FindingKind
  foundAt: string
  /** When the database last sent, as far as it knows. */
  databaseUntil: string | null
  /** When the machine last sent. */
  lastSeenAt: string | null
  /** Messages sent in between. */
  messages: number
  /** Whether the journal has all of them. */
  complete: boolean
}

export async function findFindings(client: QueryClientContract): Promise<RestoreFinding[]> {
  const rows = await query<{
    host: string
    kind: FindingKind
    found_at: string
    database_until: string | null
    last_seen_at: string | null
    messages: number
    complete: boolean | number
  }>(
    client,
    `SELECT host, kind, found_at, database_until, last_seen_at, messages, complete
     FROM restore_findings ORDER BY id`
  )
  return rows.map((row) => ({
    host: row.host,
    kind: row.kind,
    foundAt: isoOfSqlInstant(row.found_at),
    databaseUntil: row.database_until && isoOfSqlInstant(row.database_until),
    lastSeenAt: row.last_seen_at && isoOfSqlInstant(row.last_seen_at),
    messages: row.messages,
    complete: Boolean(row.complete),
  }))
}

/**
 * An instant of the database: a gap in a journal makes messages doubtful that were due before it.
 */
export async function lastSeenWithGap(client: QueryClientContract): Promise<string | null> {
  const [{ last }] = await query<{ last: string | null }>(
    client,
    `SELECT MAX(last_seen_at) AS last FROM restore_findings WHERE kind = 'older' AND complete = FALSE`
  )
  return last
}
