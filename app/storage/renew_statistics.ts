import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres } from '#storage/dialect_of'
import { query, textList } from '#storage/sql'

/** Changed rows below which the statistics of a small table do not matter. */
const SMALL = 500

/**
 * PostgreSQL plans by statistics that autovacuum renews within minutes. Bulk writers renew them
 * between two transactions: with the statistics of a nearly empty table, each page of reminders
 * would be joined by reading all patients of all facilities. A table is analysed each time it has
 * doubled, so a long import does so a few times.
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
  /** Another process may be analysing them; do not wait for that. */
  await query(client, `ANALYZE (SKIP_LOCKED) ${outdated.map(({ name }) => name).join(', ')}`)
}
