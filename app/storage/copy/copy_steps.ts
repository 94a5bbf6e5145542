import type { Table } from '#storage/copy/read_schema'

/** One walk over a table of the source. */
export interface CopyStep {
  name: string
  table: Table
  /** `update` completes rows that the target already has. */
  write: 'insert' | 'update'
  /** What is written; an update also reads the key. */
  columns: string[]
  /** Which rows of the source, in SQL. */
  where?: string
}

/** Copied first: whatever runs on an unfinished copy sends nothing. */
const PAUSES = 'sending_pauses'

/** A trigger of audit_events makes its rows; only what seals them is written. */
const SEALED_LATER = 'audit_links'

/**
 * The steps in which no row is written before a row that it refers to. What refers to its own table
 * is written when all rows are there.
 */
export function copySteps(tables: readonly Table[]): CopyStep[] {
  return inOrder(tables).flatMap((table) => {
    const columns = Object.keys(table.columns)
    if (table.name === SEALED_LATER) {
      const sealed = columns.filter((column) => !table.key.includes(column))
      return [{ ...step(table, 'update', sealed), where: 'position IS NOT NULL' }]
    }
    const toItself = table.references
      .filter((reference) => reference.table === table.name)
      .map(({ column }) => column)
    const others = columns.filter((column) => !toItself.includes(column))
    return [
      step(table, 'insert', others),
      ...toItself.map((column) => ({
        ...step(table, 'update', [column]),
        where: `${column} IS NOT NULL`,
      })),
    ]
  })
}

const step = (table: Table, write: CopyStep['write'], columns: string[]): CopyStep => ({
  name: write === 'insert' ? table.name : `${table.name}:${columns.join(',')}`,
  table,
  write,
  columns,
})

function inOrder(tables: readonly Table[]): Table[] {
  const ordered: Table[] = []
  const visit = (table: Table, from: string[]) => {
    if (ordered.includes(table)) return
    if (from.includes(table.name))
      throw new Error(`Tables refer to each other: ${[...from, table.name].join(' → ')}`)
    for (const { table: other } of table.references)
      if (other !== table.name)
        visit(
          tables.find(({ name }) => name === other)!,
          [...from, table.name]
        )
    ordered.push(table)
  }
  for (const table of tables.filter(({ name }) => name === PAUSES)) visit(table, [])
  for (const table of tables) visit(table, [])
  return ordered
}
