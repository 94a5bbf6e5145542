import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { ErasureCounts } from '#people/erasure_result'
import { query, rowsOf } from '#storage/sql'

/**
 * Deletes the schedules that write to these numbers, with their history, and what
 * other schedules once wrote to them. A payload is the handler's own, so it is
 * searched as text; that reads all of them, which is rarely asked for. Before the
 * messages: a firing under way is waited for, and its message is found then.
 */
export async function deleteSchedulesOf(
  trx: TransactionClientContract,
  numbers: string[],
  { deleted }: ErasureCounts
): Promise<void> {
  if (numbers.length === 0) return
  const bindings = { rows: JSON.stringify(numbers.map((number) => ({ quoted: `%"${number}"%` }))) }
  const namesThem = `EXISTS (SELECT 1 FROM ${rowsOf(trx, 'r', { quoted: 'text' })} WHERE payload LIKE r.quoted)`
  const occurrences = await query(
    trx,
    `DELETE FROM schedule_occurrences WHERE ${namesThem}
       OR schedule_id IN (SELECT id FROM schedules WHERE ${namesThem}) RETURNING 1 AS gone`,
    bindings
  )
  deleted.schedule_occurrences += occurrences.length
  const schedules = await query(
    trx,
    `DELETE FROM schedules WHERE ${namesThem} RETURNING 1 AS gone`,
    bindings
  )
  deleted.schedules += schedules.length
}
