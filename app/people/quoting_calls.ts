import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { ErasureCounts } from '#people/erasure_result'
import { endOf } from '#people/quotes_number'
import { idList, query, rowsOf } from '#storage/sql'

/** Rows of calls that quote a number in their body alone: what nobody could read, and receipts of several people at once. */
export interface QuotingCalls {
  unreadable: number[]
  receipts: number[]
}

/**
 * Reads the table from end to end, so outside of any transaction. By the end of a number: one without
 * its country is why a call could not be read.
 */
export async function findQuotingCalls(
  client: QueryClientContract,
  numbers: string[]
): Promise<QuotingCalls> {
  const rows = await query<{ id: number; state: string }>(
    client,
    `SELECT DISTINCT l.id, l.state
     FROM sms_webhook_logs l JOIN ${rowsOf(client, 'r', { digits: 'text' })} ON l.body LIKE '%' || r.digits || '%'
     WHERE l.state = 'unreadable' OR l.kind = 'delivery_receipt'`,
    { rows: JSON.stringify(numbers.map((phone) => ({ digits: endOf(phone) }))) }
  )
  const isUnreadable = ({ state }: { state: string }) => state === 'unreadable'
  return {
    unreadable: rows.filter(isUnreadable).map(({ id }) => id),
    receipts: rows.filter((row) => !isUnreadable(row)).map(({ id }) => id),
  }
}

/** After the person's own rows were deleted: a receipt of somebody else keeps all but its body, which nobody reads any more. */
export async function silenceQuotingCalls(
  trx: TransactionClientContract,
  { unreadable, receipts }: QuotingCalls,
  counts: ErasureCounts
): Promise<void> {
  const gone = await query(
    trx,
    `DELETE FROM sms_webhook_logs WHERE id IN (${idList(trx)}) RETURNING id`,
    { ids: JSON.stringify(unreadable) }
  )
  counts.deleted.sms_webhook_logs += gone.length
  const emptied = await query(
    trx,
    `UPDATE sms_webhook_logs SET body = '' WHERE id IN (${idList(trx)}) RETURNING id`,
    { ids: JSON.stringify(receipts) }
  )
  counts.bodiesEmptied += emptied.length
}
