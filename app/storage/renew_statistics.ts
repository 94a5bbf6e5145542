import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres } from '#storage/dialect_of'
import { query, textList } from '#storage/sql'

/** Changed rows, and pages, below which the statistics of a small table do not matter. */
const SMALL = { rows: 500, pages: 8 }

/**
 * PostgreSQL plans by statistics that autovacuum renews within minutes. Bulk writers renew them
 * between two transactions: with the statistics of a nearly empty table, each page of reminders
 * would be joined by reading all patients of all facilities. A table is analysed each time it has
 * doubled, so a long import does so a few times. Its size is known at once; changed rows, which
 * also tell of a table that was emptied and filled again, are counted up to a second later.
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
       AND (s.n_mod_since_analyze > GREATEST(c.reltuples, 0) + ${SMALL.rows}
         OR pg_relation_size(c.oid) / current_setting('block_size')::int > 2 * c.relpages + ${SMALL.pages})`,
    { tables: JSON.stringify(tables) }
  )
  if (outdated.length === 0) return
  /** Another process may be analysing them; do not wait for that. */
  await query(client, `ANALYZE (SKIP_LOCKED) ${outdated.map(({ name }) => name).join(', ')}`)
}
