import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Table } from '#storage/copy/read_schema'
import { query } from '#storage/sql'

export type CopiedValue = string | number | boolean | null
export type CopiedRow = Record<string, CopiedValue>

interface Walk {
  table: Table
  columns: string[]
  where?: string
  /** The key to begin after. */
  after?: CopiedValue[] | null
  pageSize: number
}

/** The rows of a table page by page, in the order of the primary key. */
export async function* readPages(
  client: QueryClientContract,
  { table, columns, where, after = null, pageSize }: Walk
): AsyncGenerator<{ rows: CopiedRow[]; last: CopiedValue[] }> {
  const key = table.key.join(', ')
  const asked = [...new Set([...table.key, ...columns])]
  for (let last = after; ;) {
    const behind = last && `(${key}) > (${last.map((_, index) => `:key${index}`).join(', ')})`
    const conditions = [where, behind].filter(Boolean).join(' AND ')
    const rows = await query<CopiedRow>(
      client,
      `SELECT ${asked.join(', ')} FROM ${table.name}
       ${conditions && `WHERE ${conditions}`} ORDER BY ${key} LIMIT ${pageSize}`,
      Object.fromEntries((last ?? []).map((value, index) => [`key${index}`, value as string]))
    )
    if (rows.length === 0) return
    const page = rows.map((row) => canonical(table, row))
    last = table.key.map((column) => page.at(-1)![column])
    yield { rows: page, last }
    if (rows.length < pageSize) return
  }
}

/** SQLite has 0 and 1 for booleans. */
function canonical(table: Table, row: CopiedRow): CopiedRow {
  for (const column of Object.keys(row))
    if (table.columns[column] === 'boolean' && row[column] !== null)
      row[column] = Boolean(row[column])
  return row
}
