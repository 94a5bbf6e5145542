import type { DialectContract, QueryClientContract } from '@adonisjs/lucid/types/database'
import { dialectOf } from '#storage/dialect_of'
import type { ColumnKind } from '#storage/dialects/dialect'

export type Bindings = Record<string, string | number | null>

/** A connection or transaction; its database decides the dialect. */
type OnDatabase = { dialect: DialectContract }

/**
 * Runs one statement and returns its rows, on any database. Instants are `YYYY-MM-DD HH:MM:SS`,
 * dates `YYYY-MM-DD`, and 64-bit integers numbers (see config/database.ts).
 */
export async function query<Row>(
  client: QueryClientContract,
  sql: string,
  bindings: Bindings = {}
): Promise<Row[]> {
  return dialectOf(client).rowsOfResult(await client.rawQuery(sql, bindings as any))
}

/**
 * Many rows as one parameter: a table expression over the JSON array bound to `:${binding}`, so
 * that a batch is one statement without thousands of placeholders. Use it as `FROM ${rowsOf(...)}`.
 *
 * A key that is left out is NULL: where most columns of many rows are empty, leave them out
 * (`undefined`), because each null would be written, sent and read again for every row.
 *
 * In an UPDATE … RETURNING, do not name the key `id`: SQLite only returns unqualified columns, and
 * PostgreSQL rejects ambiguous ones.
 */
export function rowsOf<Columns extends Record<string, ColumnKind>>(
  client: OnDatabase,
  alias: string,
  columns: Columns,
  binding = 'rows'
): string {
  return dialectOf(client).rows(alias, columns, binding)
}

/** Many ids as one JSON parameter; use it as `IN (${idList(client)})`. */
export function idList(client: OnDatabase, binding = 'ids'): string {
  return dialectOf(client).integers(binding)
}

/** Many texts as one JSON parameter; use it as `IN (${textList(client, 'types')})`. */
export function textList(client: OnDatabase, binding: string): string {
  return dialectOf(client).texts(binding)
}

/** After the name of a table: restricts a statement to lookups by id. */
export function byId(client: OnDatabase): string {
  return dialectOf(client).byId
}
