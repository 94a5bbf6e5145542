import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { ErasureCounts } from './erasure_result.js'
import { rowsOf } from '#storage/sql'
import { deleteRows } from '#storage/write_rows'

/**
 * Deletes the schedules that write to these numbers, with their history, and occurrences of other
 * schedules that once did. Payloads belong to the handlers, so they are searched as text; that
 * reads all of them, but is rare. Runs before the messages are deleted: it waits for a firing in
 * progress, whose message is then found.
 */
export async function deleteSchedulesOf(
  trx: TransactionClientContract,
  numbers: string[],
  { deleted }: ErasureCounts
): Promise<void> {
  if (numbers.length === 0) return
  const bindings = { rows: JSON.stringify(numbers.map((number) => ({ quoted: `%"${number}"%` }))) }
  const namesThem = `EXISTS (SELECT 1 FROM ${rowsOf(trx, 'r', { quoted: 'text' })} WHERE payload LIKE r.quoted)`
  const occurrences = await deleteRows(
    trx,
    {
      from: 'schedule_occurrences',
      where: `${namesThem} OR schedule_id IN (SELECT id FROM schedules WHERE ${namesThem})`,
      returning: '1 AS gone',
    },
    bindings
  )
  deleted.schedule_occurrences += occurrences.length
  const schedules = await deleteRows(
    trx,
    { from: 'schedules', where: namesThem, returning: '1 AS gone' },
    bindings
  )
  deleted.schedules += schedules.length
}
