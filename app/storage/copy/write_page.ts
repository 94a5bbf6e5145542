import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { CopyStep } from '#storage/copy/copy_steps'
import { CopyRefused } from '#storage/copy/errors'
import type { CopiedRow } from '#storage/copy/read_pages'
import { isFaultOfRows } from '#storage/is_fault_of_rows'
import { rowsOf } from '#storage/sql'
import { insertRows, updateRows } from '#storage/write_rows'

/** @throws CopyRefused if the target does not take one of the rows */
export async function writePage(
  client: QueryClientContract,
  step: CopyStep,
  rows: CopiedRow[]
): Promise<void> {
  const { table, columns, write } = step
  const bindings = { rows: JSON.stringify(rows) }
  const source = rowsOf(client, 'r', table.columns)
  try {
    if (write === 'insert') {
      const names = columns.join(', ')
      const insertion = { into: table.name, columns: names, rows: `SELECT ${names} FROM ${source}` }
      await insertRows(client, insertion, bindings)
    } else {
      await updateRows(
        client,
        {
          table: table.name,
          as: 't',
          from: source,
          on: table.key.map((column) => `t.${column} = r.${column}`).join(' AND '),
          set: columns.map((column) => `${column} = r.${column}`).join(', '),
        },
        bindings
      )
    }
  } catch (error) {
    if (!isFaultOfRows(error)) throw error
    throw new CopyRefused(
      `The target does not take a row of ${table.name}${rangeOf(step, rows)}: ${error.message}`,
      { cause: error }
    )
  }
}

/** Only of numbered rows: other keys may be about people. */
function rangeOf({ table }: CopyStep, rows: CopiedRow[]): string {
  if (!table.numbered) return ''
  const [id] = table.key
  return ` (${id} ${rows[0][id]} to ${rows.at(-1)![id]})`
}
