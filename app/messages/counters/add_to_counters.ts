import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { Insertion } from '#storage/dialects/dialect'
import { rowsOf } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

/** The counters of /metrics that are kept in `metric_counts`. */
export type Counter =
  'messages' | 'attempts' | 'segments' | 'receipts' | 'gateway_requests' | 'gateway_request_ms'

/** Something that was counted; the names are at most 60 characters. */
export interface Count {
  counter: Counter
  /** Of the counter `messages` alone. */
  messageType?: string
  /** An outcome, a status, an encoding, or the bucket of a duration. */
  label?: string
  amount: number
}

type CountRow = Pick<Rows['metric_counts'], 'counter' | 'message_type' | 'label' | 'amount'>

/**
 * Adds to the counters, in the transaction of what is counted: both are stored or neither is. New
 * rows only, so that no two transactions wait for each other.
 */
export async function addToCounters(client: QueryClientContract, counts: Count[]): Promise<void> {
  const rows = sumOf(counts)
  if (rows.length === 0) return
  await insertRows(client, added(client), { rows: JSON.stringify(rows) })
}

/** One row for each counter with the same names; U+0000 is in none of them. */
function sumOf(counts: Count[]) {
  const sums = new Map<string, CountRow>()
  for (const { counter, messageType = '', label = '', amount } of counts) {
    if (amount === 0) continue
    const key = `${counter}\0${messageType}\0${label}`
    const row = sums.get(key)
    if (row) row.amount += amount
    else sums.set(key, { counter, message_type: messageType, label, amount })
  }
  return [...sums.values()]
}

const COLUMNS = {
  counter: 'text',
  message_type: 'text',
  label: 'text',
  amount: 'integer',
} as const

const added = (client: QueryClientContract): Insertion => ({
  into: 'metric_counts',
  columns: 'counter, message_type, label, amount',
  rows: `SELECT counter, message_type, label, amount FROM ${rowsOf(client, 'r', COLUMNS)}`,
})
