import type { DialectContract, QueryClientContract } from '@adonisjs/lucid/types/database'

export type Bindings = Record<string, string | number | null>

/**
 * Runs one statement and returns its rows, whatever the database. Instants come
 * as `YYYY-MM-DD HH:MM:SS`, dates as `YYYY-MM-DD`, 64-bit integers as numbers
 * (see config/database.ts).
 */
export async function query<Row>(
  client: QueryClientContract,
  sql: string,
  bindings: Bindings = {}
): Promise<Row[]> {
  const result = await client.rawQuery(sql, bindings as any)
  return isPostgres(client) ? result.rows : result
}

export function isPostgres(client: { dialect: DialectContract }): boolean {
  return client.dialect.name === 'postgres'
}

type ColumnKind = 'integer' | 'text' | 'instant' | 'date' | 'real'

/**
 * Many rows as one parameter: a table expression over the JSON array bound to
 * `:${binding}`, so that a batch is one statement without thousands of
 * placeholders. To be used as `FROM ${rowsOf(...)}`.
 *
 * In an UPDATE … RETURNING give the key another name than `id`: SQLite returns
 * unqualified columns only, PostgreSQL refuses them where they are ambiguous.
 */
export function rowsOf<Columns extends Record<string, ColumnKind>>(
  client: { dialect: DialectContract },
  alias: string,
  columns: Columns,
  binding = 'rows'
): string {
  const entries = Object.entries(columns)
  if (isPostgres(client)) {
    const types = {
      integer: 'bigint',
      text: 'text',
      instant: 'timestamptz',
      date: 'date',
      real: 'double precision',
    }
    const list = entries.map(([name, kind]) => `${name} ${types[kind]}`).join(', ')
    return `jsonb_to_recordset(CAST(:${binding} AS jsonb)) AS ${alias}(${list})`
  }
  const list = entries.map(([name]) => `json_extract(value, '$.${name}') AS ${name}`).join(', ')
  return `(SELECT ${list} FROM json_each(:${binding})) AS ${alias}`
}

/** Many ids as one JSON parameter: to be used as `IN (${idList(client)})`. */
export function idList(client: { dialect: DialectContract }, binding = 'ids'): string {
  return isPostgres(client)
    ? `SELECT CAST(value AS bigint) FROM jsonb_array_elements_text(CAST(:${binding} AS jsonb))`
    : `SELECT value FROM json_each(:${binding})`
}

/** Many texts as one JSON parameter: to be used as `IN (${textList(client, 'types')})`. */
export function textList(client: { dialect: DialectContract }, binding: string): string {
  return isPostgres(client)
    ? `SELECT value FROM jsonb_array_elements_text(CAST(:${binding} AS jsonb))`
    : `SELECT value FROM json_each(:${binding})`
}

/**
 * Keeps SQLite to the ids it is given, after the name of a table: without this it walks the partial index of
 * all open messages for each row of the page.
 */
export function byId(client: { dialect: DialectContract }): string {
  return isPostgres(client) ? '' : 'NOT INDEXED'
}
