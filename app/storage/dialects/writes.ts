import type { Deletion, Insertion, Update } from './dialect.js'

/**
 * Writing statements that SQLite and PostgreSQL both accept. `byId` follows the name of a table
 * whose rows are looked up by id only.
 */
export const writes = (byId: string) => ({
  update: ({ with: queries, table, as, byId: alone, from, on, where, ...update }: Update) =>
    clauses(
      queries && `WITH ${queries}`,
      `UPDATE ${nameOf(table, as, alone && byId)}`,
      `SET ${update.set}`,
      from && `FROM ${from}`,
      `WHERE ${[on, where].filter(Boolean).join(' AND ')}`,
      update.returning && `RETURNING ${update.returning}`
    ),

  insert: ({ with: queries, into, columns, rows, onConflict, returning }: Insertion) =>
    clauses(
      queries && `WITH ${queries}`,
      `INSERT INTO ${into} (${columns})`,
      rows,
      onConflict && conflictOf(onConflict),
      returning && `RETURNING ${returning}`
    ),

  delete: ({ from, as, byId: alone, where, returning }: Deletion) =>
    clauses(
      `DELETE FROM ${nameOf(from, as, alone && byId)}`,
      `WHERE ${where}`,
      returning && `RETURNING ${returning}`
    ),
})

function conflictOf({ key, set, where }: NonNullable<Insertion['onConflict']>): string {
  const action = set ? `DO UPDATE SET ${set}${where ? ` WHERE ${where}` : ''}` : 'DO NOTHING'
  return `ON CONFLICT ${key ? `(${key}) ` : ''}${action}`
}

const nameOf = (table: string, as?: string, byId?: string | false) =>
  [table, as && `AS ${as}`, byId].filter(Boolean).join(' ')

const clauses = (...parts: (string | false | undefined)[]) => parts.filter(Boolean).join('\n')
