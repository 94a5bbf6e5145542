import type { ColumnKind, Dialect } from '#storage/dialects/dialect'
import { writes } from './writes.js'

const CASTS: Record<ColumnKind, string> = {
  integer: 'INTEGER',
  text: 'text',
  instant: 'text',
  date: 'text',
  real: 'REAL',
  boolean: 'INTEGER',
}

/** Otherwise SQLite walks the partial index of all open messages for each row of the page. */
const BY_ID = 'NOT INDEXED'

export const sqlite: Dialect = {
  ...writes(BY_ID),

  rowsOfResult: (result) => result,

  /** `jsonb_each` reads a row once; after `json_each` every column would read its text again. */
  rows(alias, columns, binding) {
    const list = Object.keys(columns).map((name) => `json_extract(value, '$.${name}') AS ${name}`)
    return `(SELECT ${list.join(', ')} FROM jsonb_each(:${binding})) AS ${alias}`
  },

  integers: (binding) => `SELECT value FROM json_each(:${binding})`,
  texts: (binding) => `SELECT value FROM json_each(:${binding})`,
  typed: (binding, kind) => `CAST(:${binding} AS ${CASTS[kind]})`,
  greatest: (first, second) => `MAX(${first}, ${second})`,
  secondsBetween: (from, to) => `(unixepoch(${to}) - unixepoch(${from}))`,
  lock: () => '',

  byId: BY_ID,
  lookUp: () => '',

  /** SQLite uses a partial index only if the query contains its condition word for word. */
  alongIndex: (condition) => ` AND ${condition}`,

  takeTurn: () => null,

  /** With one writer at a time, a single statement is atomic. */
  claim: ({ table, due, set, where, returning }) => `
    UPDATE ${table} SET ${set}
    WHERE ${where ? `${where} AND ` : ''}id IN (${due})
    RETURNING ${returning}`,
}
