import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres, query, textList } from '#storage/sql'

/** Rows that may change before the statistics of a small table matter. */
const SMALL = 500

/**
 * PostgreSQL plans by statistics that its autovacuum renews within minutes. Whoever
 * writes many rows asks for that himself, between two transactions: by the statistics
 * of a table that was nearly empty, each page of reminders is joined by reading all
 * patients of all facilities. A table is analysed each time it has doubled, so a long
 * import does so a few times.
 */
export async function renewStatistics(
  client: QueryClientContract,
  tables: readonly string[]
): Promise<void> {
  if (!isPostgres(client)) return
  const outdated = await query<{ name: string }>(
    client,
    `SELECT s.relname AS name FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
     WHERE s.schemaname = current_schema() AND s.relname IN (${textList(client, 'tables')})
       AND s.n_mod_since_analyze > GREATEST(c.reltuples, 0) + ${SMALL}`,
    { tables: JSON.stringify(tables) }
  )
  if (outdated.length === 0) return
  /** Another process may be at it; nobody waits for statistics. */
  await query(client, `ANALYZE (SKIP_LOCKED) ${outdated.map(({ name }) => name).join(', ')}`)
}
