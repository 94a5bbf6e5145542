import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres } from '#storage/dialect_of'
import { query, textList } from '#storage/sql'

/** Changed rows, and pages, below which the statistics of a small table do not matter. */
const SMALL = { rows: 500, pages: 8 }

/** Rows below which PostgreSQL may join whole tables, since each row more seems to cost nothing. */
const FEW = 100

const PAGES = `pg_relation_size(c.oid) / current_setting('block_size')::int`

/**
 * PostgreSQL plans by statistics that autovacuum renews within minutes. Bulk writers renew them
 * between two transactions: with the statistics of a nearly empty table, each page of reminders
 * would be joined by reading all patients of all facilities. A table is analysed each time it has
 * doubled, so a long import does so a few times. Its size is known at once; changed rows, which
 * also tell of a table that was emptied and filled again, are counted up to ten seconds later.
 */
export async function renewStatistics(
  client: QueryClientContract,
  tables: readonly string[]
): Promise<void> {
  if (!isPostgres(client)) return
  const outdated = await find(
    client,
    tables,
    `pg_stat_get_mod_since_analyze(c.oid) > GREATEST(c.reltuples, 0) + ${SMALL.rows}
      OR ${PAGES} > 2 * c.relpages + ${SMALL.pages}`
  )
  await analyse(client, outdated)
}

/**
 * Counts the tables that are said to have hardly any rows and do have some, before they are joined.
 * An ANALYZE of a table that was just emptied leaves such statistics, and PostgreSQL then compares
 * all patients with all immunizations: it read a million rows for 20 of 1,500. This may run within
 * a transaction.
 */
export async function countFilledTables(
  client: QueryClientContract,
  tables: readonly string[]
): Promise<void> {
  if (!isPostgres(client)) return
  /** By the density at the last count. Never counted, PostgreSQL reckons by the width of rows. */
  const few = await find(
    client,
    tables,
    `c.reltuples >= 0 AND c.relpages > 0 AND ${PAGES} > ${SMALL.pages}
      AND c.reltuples / c.relpages * ${PAGES} < ${FEW}`
  )
  if (few.length === 0) return
  const looks = few.map(
    (table) =>
      `SELECT '${table}' AS name WHERE EXISTS (SELECT 1 FROM ${table} OFFSET ${2 * FEW - 1})`
  )
  await analyse(client, namesOf(await query(client, looks.join(' UNION ALL '))))
}

/** Those of the tables that meet a condition on `c`, their row of pg_class. */
async function find(
  client: QueryClientContract,
  tables: readonly string[],
  condition: string
): Promise<string[]> {
  const found = await query<{ name: string }>(
    client,
    `SELECT c.relname AS name FROM pg_class c
     WHERE c.relnamespace = CAST(current_schema() AS regnamespace) AND c.relkind = 'r'
       AND c.relname IN (${textList(client, 'tables')}) AND (${condition})`,
    { tables: JSON.stringify(tables) }
  )
  return namesOf(found)
}

const namesOf = (rows: { name: string }[]) => rows.map(({ name }) => name)

/** Another process may be analysing them; do not wait for that. */
async function analyse(client: QueryClientContract, tables: string[]): Promise<void> {
  if (tables.length > 0) await query(client, `ANALYZE (SKIP_LOCKED) ${tables.join(', ')}`)
}
