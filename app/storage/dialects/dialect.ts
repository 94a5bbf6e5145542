export type ColumnKind = 'integer' | 'text' | 'instant' | 'date' | 'real' | 'boolean'

export interface LockOptions {
  /** The alias whose rows are locked, in a join. */
  of?: string
  /** Skips rows locked by another transaction. */
  skipLocked?: boolean
}

/** Rows that a process takes for itself; concurrent claims never get the same row. */
export interface Claim {
  table: string
  /** SELECT id … LIMIT: the candidates. */
  due: string
  set: string
  /** Must still hold when a row is written. */
  where?: string
  returning: string
}

/** The parts of a conditional UPDATE, in SQL. */
export interface Update {
  table: string
  as?: string
  /** Looks up its rows by id and uses no other index. */
  byId?: boolean
  /** Named queries for the other parts: `name AS (SELECT …), …`. */
  with?: string
  /** The rows to write from; `on` says how they match. */
  from?: string
  on?: string
  set: string
  /** May be missing only if `on` says everything. */
  where?: string
  /** Columns of the table after the update; unqualified. */
  returning?: string
}

/** The parts of an INSERT from a SELECT or VALUES. */
export interface Insertion {
  into: string
  columns: string
  /** Named queries for `rows`. */
  with?: string
  /** `SELECT …` or `VALUES …`; with `onConflict` a SELECT needs a WHERE. */
  rows: string
  /**
   * What happens to an existing row: it stays, unless `set` overwrites it (`excluded.` is the new
   * row).
   */
  onConflict?: {
    /** The columns of the unique key; by default any. */
    key?: string
    set?: string
    /** Which existing rows are overwritten. */
    where?: string
  }
  returning?: string
}

/** The parts of a conditional DELETE. */
export interface Deletion {
  from: string
  as?: string
  byId?: boolean
  where: string
  returning?: string
}

/**
 * How one database spells SQL that differs between databases. Fragments for statements that are
 * otherwise the same; `:name` is a binding.
 */
export interface Dialect {
  /** The rows of a driver's result. */
  rowsOfResult<Row>(result: any): Row[]

  /** A table over the JSON array in a binding. */
  rows(alias: string, columns: Record<string, ColumnKind>, binding: string): string

  /** A subquery of the integers in the JSON array of a binding. */
  integers(binding: string): string

  /** A subquery of the texts in the JSON array of a binding. */
  texts(binding: string): string

  /** A binding with an explicit type, where the database would not infer it. */
  typed(binding: string, kind: ColumnKind): string

  /** The larger of two values. */
  greatest(first: string, second: string): string

  /** The seconds from one instant to another. */
  secondsBetween(from: string, to: string): string

  /** At the end of a SELECT: locks its rows until the transaction ends. */
  lock(options?: LockOptions): string

  /** After a table's name: looks up its rows by id and uses no other index. */
  byId: string

  /**
   * After a condition: looks up the rows of a join by these ids, if the database would rather read
   * the whole table.
   */
  lookUp(column: string, ids: string): string

  /** The rest of a partial index's condition, if the database needs it to use the index. */
  alongIndex(condition: string): string

  /**
   * Waits for the lock with this number and holds it until the transaction ends. Null if all writes
   * take turns anyway.
   */
  takeTurn(turn: number): string | null

  claim(claim: Claim): string
  update(update: Update): string
  insert(insertion: Insertion): string
  delete(deletion: Deletion): string
}
