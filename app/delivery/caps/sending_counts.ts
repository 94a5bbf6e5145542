import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { dialectOf } from '#storage/dialect_of'
import type { Insertion } from '#storage/dialects/dialect'
import { query, rowsOf, textList } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

/** Counts of one day, by phone number or `WHOLE_DAY`. */
export type Counts = Map<string, number>

/** The counter of all numbers together, in segments. */
export const WHOLE_DAY = '*'

/** Adds the current counters that are missing in `counts`, without locking them. */
export async function readCounts(
  client: QueryClientContract,
  day: string,
  counted: string[],
  counts: Counts
): Promise<void> {
  const missing = counted.filter((key) => !counts.has(key))
  if (missing.length === 0) return
  const rows = await query<Pick<Rows['sending_counts'], 'counted' | 'count'>>(
    client,
    `SELECT counted, count FROM sending_counts
     WHERE day = :day AND counted IN (${textList(client, 'counted')})`,
    { day, counted: JSON.stringify(missing) }
  )
  for (const key of missing) counts.set(key, 0)
  for (const { counted: key, count } of rows) counts.set(key, count)
}

/**
 * Adds to the counters of one day and returns the results. The rows stay locked until the
 * transaction ends. Counters are locked in the order of their names, so two transactions never
 * deadlock.
 */
export async function addToCounts(
  trx: TransactionClientContract,
  day: string,
  added: Counts
): Promise<Counts> {
  const rows = await insertRows<Pick<Rows['sending_counts'], 'counted' | 'count'>>(
    trx,
    additions(trx),
    {
      day,
      rows: JSON.stringify([...added].map(([counted, count]) => ({ counted, count }))),
    }
  )
  return new Map(rows.map(({ counted, count }) => [counted, count]))
}

const additions = (trx: TransactionClientContract): Insertion => ({
  into: 'sending_counts',
  columns: 'day, counted, count',
  rows: `
    SELECT ${dialectOf(trx).typed('day', 'date')}, counted, count
    FROM ${rowsOf(trx, 'r', { counted: 'text', count: 'integer' })}
    ORDER BY counted`,
  onConflict: { key: 'day, counted', set: 'count = sending_counts.count + excluded.count' },
  returning: 'counted, count',
})
