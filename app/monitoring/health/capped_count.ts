import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { query, type Bindings } from '#storage/sql'

/** Rows that are counted at most, unless told otherwise. */
const COUNT_AT_MOST = 10_000

/** Far enough to see whether the threshold is passed. */
export function capFor(threshold: number): number {
  return Math.max(COUNT_AT_MOST, threshold + 1)
}

export interface CappedCount {
  value: number
  /** `10000 or more` where counting stopped. */
  text: string
}

/**
 * How many rows match, counted no further than it matters: the cost depends on
 * the cap, not on the table. The condition must be one a partial index answers.
 */
export async function countRows(
  client: QueryClientContract,
  table: 'sms_messages' | 'schedules' | 'schedule_occurrences',
  where: string,
  { cap = COUNT_AT_MOST, ...bindings }: Bindings & { cap?: number } = {}
): Promise<CappedCount> {
  const [{ value }] = await query<{ value: number }>(
    client,
    `SELECT COUNT(*) AS value FROM (SELECT 1 FROM ${table} WHERE ${where} LIMIT :cap) AS capped`,
    { ...bindings, cap }
  )
  return { value, text: value < cap ? String(value) : `${cap} or more` }
}

export async function countMessages(
  client: QueryClientContract,
  where: string,
  bindings: Bindings & { cap?: number } = {}
): Promise<CappedCount> {
  return countRows(client, 'sms_messages', where, bindings)
}
