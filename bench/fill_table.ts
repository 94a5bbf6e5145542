import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'

/**
 * Fills a table while its indexes are dropped, but for unique ones: building them afterwards takes a
 * tenth of the time.
 */
export async function withoutIndexes(
  client: QueryClientContract,
  table: string,
  fill: () => Promise<unknown>
): Promise<void> {
  const indexes = await query<{ name: string; sql: string }>(
    client,
    isPostgres(client)
      ? `SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE tablename = '${table}' AND indexdef NOT LIKE 'CREATE UNIQUE%'`
      : `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '${table}' AND sql NOT LIKE 'create unique%'`
  )
  for (const { name } of indexes) await client.rawQuery(`DROP INDEX ${name}`)
  await fill()
  for (const { sql } of indexes) await client.rawQuery(sql)
}

/** A query of the numbers `n` from 1. */
export function numbersUpTo(client: QueryClientContract, last: number, first = 1): string {
  return isPostgres(client)
    ? `SELECT n FROM generate_series(${first}, ${last}) AS n`
    : `WITH RECURSIVE numbers(n) AS (SELECT ${first} UNION ALL SELECT n + 1 FROM numbers WHERE n < ${last}) SELECT n FROM numbers`
}
