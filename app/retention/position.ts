/** A position in an index by age: rows that stay are read once per run, not once per batch. */
export type Position = {
  /** An instant of the database. */
  at: string
  id: number
}

export const BEFORE_ALL: Position = { at: '0001-01-01 00:00:00', id: 0 }

/** RETURNING has no order. */
export function lastPosition(batch: Position[]): Position {
  return batch.reduce(
    (last, row) => (row.at > last.at || (row.at === last.at && row.id > last.id) ? row : last),
    BEFORE_ALL
  )
}
