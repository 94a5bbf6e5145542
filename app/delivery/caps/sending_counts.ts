import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { dialectOf } from '#storage/dialect_of'
import type { Insertion } from '#storage/dialects/dialect'
import { query, rowsOf, textList } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

/** What counts against the caps and limits of one number, or of the whole day. */
export interface Count {
  /** SMS to the number; segments of the whole day. */
  count: number
  /** Those SMS to the number that carry reminders. */
  reminders: number
}

/** Counts of one day, by phone number or `WHOLE_DAY`. */
export type Counts = Map<string, Count>

/** The counter of all numbers together. */
export const WHOLE_DAY = '*'

type CountRow = Pick<Rows['sending_counts'], 'counted' | 'count' | 'reminders'>

/** Adds the current counters that are missing in `counts`, without locking them. */
export async function readCounts(
  client: QueryClientContract,
  day: string,
  counted: string[],
  counts: Counts
): Promise<void> {
  const missing = counted.filter((key) => !counts.has(key))
  if (missing.length === 0) return
  const rows = await query<CountRow>(
    client,
    `SELECT counted, count, reminders FROM sending_counts
     WHERE day = :day AND counted IN (${textList(client, 'counted')})`,
    { day, counted: JSON.stringify(missing) }
  )
  for (const key of missing) counts.set(key, { count: 0, reminders: 0 })
  for (const { counted: key, count, reminders } of rows) counts.set(key, { count, reminders })
}

/** The SMS with reminders to these numbers from one day to another, which is not included. */
export async function remindersSince(
  client: QueryClientContract,
  { numbers, from, before }: { numbers: string[]; from: string; before: string }
): Promise<Map<string, number>> {
  const rows = await query<Pick<CountRow, 'counted' | 'reminders'>>(
    client,
    `SELECT counted, CAST(SUM(reminders) AS INTEGER) AS reminders FROM sending_counts
     WHERE day >= :from AND day < :before AND counted IN (${textList(client, 'counted')})
     GROUP BY counted`,
    { from, before, counted: JSON.stringify(numbers) }
  )
  return new Map(rows.map(({ counted, reminders }) => [counted, reminders]))
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
  const rows = await insertRows<CountRow>(trx, additions(trx), {
    day,
    rows: JSON.stringify([...added].map(([counted, count]) => ({ counted, ...count }))),
  })
  return new Map(rows.map(({ counted, ...count }) => [counted, count]))
}

const additions = (trx: TransactionClientContract): Insertion => ({
  into: 'sending_counts',
  columns: 'day, counted, count, reminders',
  rows: `
    SELECT ${dialectOf(trx).typed('day', 'date')}, counted, count, reminders
    FROM ${rowsOf(trx, 'r', { counted: 'text', count: 'integer', reminders: 'integer' })}
    ORDER BY counted`,
  onConflict: {
    key: 'day, counted',
    set: `count = sending_counts.count + excluded.count,
      reminders = sending_counts.reminders + excluded.reminders`,
  },
  returning: 'counted, count, reminders',
})
