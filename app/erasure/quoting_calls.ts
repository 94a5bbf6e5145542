import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { ErasureCounts } from './erasure_result.js'
import { endOf } from './quotes_number.js'
import { idList, query, rowsOf } from '#storage/sql'
import { deleteRows, updateRows } from '#storage/write_rows'

/**
 * Webhook calls that contain a number only in their body: unreadable calls, and receipts about
 * several people.
 */
export interface QuotingCalls {
  unreadable: number[]
  receipts: number[]
}

/**
 * Reads the whole table, so call it outside any transaction. Matches the end of a number: a missing
 * country code is one reason why a call is unreadable.
 */
export async function findQuotingCalls(
  client: QueryClientContract,
  numbers: string[]
): Promise<QuotingCalls> {
  const rows = await query<Pick<Rows['sms_webhook_logs'], 'id' | 'state'>>(
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

/**
 * Run after the person's own rows are deleted. A receipt about someone else only loses its body,
 * which is no longer needed.
 */
export async function silenceQuotingCalls(
  trx: TransactionClientContract,
  { unreadable, receipts }: QuotingCalls,
  counts: ErasureCounts
): Promise<void> {
  const gone = await deleteRows(
    trx,
    { from: 'sms_webhook_logs', where: `id IN (${idList(trx)})`, returning: 'id' },
    { ids: JSON.stringify(unreadable) }
  )
  counts.deleted.sms_webhook_logs += gone.length
  const emptied = await updateRows(
    trx,
    {
      table: 'sms_webhook_logs',
      set: `body = '', address = NULL`,
      where: `id IN (${idList(trx)})`,
      returning: 'id',
    },
    { ids: JSON.stringify(receipts) }
  )
  counts.bodiesEmptied += emptied.length
}
