import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres, query, rowsOf, textList } from '#storage/sql'

/** How much was counted on one day, by phone number or `WHOLE_DAY`. */
export type Counts = Map<string, number>

/** The counter of all numbers together, in segments. */
export const WHOLE_DAY = '*'

/** Counters as they stand, without holding them. Adds those that are missing in `counts` to it. */
export async function readCounts(
  client: QueryClientContract,
  day: string,
  counted: string[],
  counts: Counts
): Promise<void> {
  const missing = counted.filter((key) => !counts.has(key))
  if (missing.length === 0) return
  const rows = await query<{ counted: string; count: number }>(
    client,
    `SELECT counted, count FROM sending_counts
     WHERE day = :day AND counted IN (${textList(client, 'counted')})`,
    { day, counted: JSON.stringify(missing) }
  )
  for (const key of missing) counts.set(key, 0)
  for (const { counted: key, count } of rows) counts.set(key, count)
}

/**
 * Adds to counters of one day and returns what they then are. Nobody else can change
 * these counters until the transaction ends. Always in the order of their names, so
 * that two transactions never wait for each other.
 */
export async function addToCounts(
  trx: TransactionClientContract,
  day: string,
  added: Counts
): Promise<Counts> {
  const rows = await query<{ counted: string; count: number }>(trx, add(trx), {
    day,
    rows: JSON.stringify([...added].map(([counted, count]) => ({ counted, count }))),
  })
  return new Map(rows.map(({ counted, count }) => [counted, count]))
}

const add = (trx: TransactionClientContract) => `
  INSERT INTO sending_counts (day, counted, count)
  SELECT ${isPostgres(trx) ? 'CAST(:day AS date)' : ':day'}, counted, count
  FROM ${rowsOf(trx, 'r', { counted: 'text', count: 'integer' })}
  ORDER BY counted
  ON CONFLICT (day, counted) DO UPDATE SET count = sending_counts.count + excluded.count
  RETURNING counted, count`
