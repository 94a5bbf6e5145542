import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres } from '#storage/dialect_of'
import { query, textList } from '#storage/sql'

/** Changed rows, and pages, below which the statistics of a small table do not matter. */
const SMALL = { rows: 500, pages: 8 }

/** Rows below which PostgreSQL may join whole tables, since each row more seems to cost nothing. */
const FEW = 100

/** `few`: it is said to have hardly any rows, on many pages. */
type Outdated = { name: string; few: boolean }

/**
 * PostgreSQL plans by statistics that autovacuum renews within minutes. Bulk writers renew them
 * between two transactions: with the statistics of a nearly empty table, each page of reminders
 * would be joined by reading all patients of all facilities. A table is analysed each time it has
 * doubled, so a long import does so a few times. Its size is known at once; changed rows are
 * counted up to ten seconds later, so a table that is said to have few rows is looked at.
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
      OR ${PAGES} > 2 * c.relpages + ${SMALL.pages} OR ${SAID_TO_BE_FEW}`
  )
  const written = outdated.filter(({ few }) => !few)
  await analyse(client, [...written, ...(await filled(client, outdated))])
}

/**
 * The same for whoever is about to join these tables, also within a transaction, and only of those
 * that are said to have hardly any rows, as after an ANALYZE of a table that had just been emptied:
 * PostgreSQL then compared all patients with all immunizations, and a statement for 300 of 3,000
 * took 13 s.
 */
export async function countFilledTables(
  client: QueryClientContract,
  tables: readonly string[]
): Promise<void> {
  if (!isPostgres(client)) return
  await analyse(client, await filled(client, await find(client, tables, SAID_TO_BE_FEW)))
}

const PAGES = `pg_relation_size(c.oid) / current_setting('block_size')::int`

/** By its density when it was counted; never counted, PostgreSQL reckons by the width of its rows. */
const SAID_TO_BE_FEW = `(c.reltuples >= 0 AND c.relpages > 0 AND ${PAGES} > ${SMALL.pages}
  AND c.reltuples / c.relpages * ${PAGES} < ${FEW})`

function find(client: QueryClientContract, tables: readonly string[], condition: string) {
  return query<Outdated>(
    client,
    `SELECT c.relname AS name, ${SAID_TO_BE_FEW} AS few FROM pg_class c
     WHERE c.relnamespace = CAST(current_schema() AS regnamespace) AND c.relkind = 'r'
       AND c.relname IN (${textList(client, 'tables')}) AND (${condition})`,
    { tables: JSON.stringify(tables) }
  )
}

/** Those of few rows that have twice as many. */
async function filled(client: QueryClientContract, outdated: Outdated[]): Promise<Outdated[]> {
  const few = outdated.filter((table) => table.few)
  if (few.length === 0) return []
  const looks = few.map(
    ({ name }) =>
      `SELECT '${name}' AS name, TRUE AS few WHERE EXISTS (SELECT 1 FROM ${name} OFFSET ${2 * FEW - 1})`
  )
  return query<Outdated>(client, looks.join(' UNION ALL '))
}

/** Another process may be analysing them; do not wait for that. */
async function analyse(client: QueryClientContract, tables: Outdated[]): Promise<void> {
  if (tables.length === 0) return
  await query(client, `ANALYZE (SKIP_LOCKED) ${tables.map(({ name }) => name).join(', ')}`)
}
