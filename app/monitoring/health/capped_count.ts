import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { query, type Bindings } from '#storage/sql'

/** The most rows counted, unless stated otherwise. */
const COUNT_AT_MOST = 10_000

/** High enough to see whether the threshold is passed. */
export function capFor(threshold: number): number {
  return Math.max(COUNT_AT_MOST, threshold + 1)
}

export interface CappedCount {
  value: number
  /** `10000 or more` if the counting stopped there. */
  text: string
}

/**
 * Counts matching rows up to a cap: the cost depends on the cap, not on the table. A partial index
 * must cover the condition.
 */
export async function countRows(
  client: QueryClientContract,
  table:
    | 'sms_messages'
    | 'schedules'
    | 'schedule_occurrences'
    | 'sms_webhook_logs'
    | 'inbound_messages'
    | 'outgoing_events'
    | 'alert_notices',
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
