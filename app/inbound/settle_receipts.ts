import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { PendingReceipt } from '#inbound/receipts_to_apply'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query, rowsOf } from '#storage/sql'

/** Hours that a receipt waits for its message; then it is kept, and left alone. */
const WAITS_HOURS = 72

/** What becomes of a stored receipt. */
export interface ReceiptSettlement {
  receipt: PendingReceipt
  state: 'applied' | 'without_effect' | 'waiting'
  reason: string | null
  messageId: number | null
}

/** Writes down what became of the receipts of a page; they are locked by it. */
export async function settleReceipts(
  trx: TransactionClientContract,
  settlements: ReceiptSettlement[],
  now: string
): Promise<void> {
  await query(
    trx,
    `UPDATE sms_webhook_logs AS l
     SET state = r.state, reason = r.reason, message_id = r.message_id, look_again_at = r.look_again_at,
         looks = r.looks, settled_at = r.settled_at
     FROM ${rowsOf(trx, 'r', {
       log_id: 'integer',
       state: 'text',
       reason: 'text',
       message_id: 'integer',
       look_again_at: 'instant',
       looks: 'integer',
       settled_at: 'instant',
     })}
     WHERE l.id = r.log_id`,
    { rows: JSON.stringify(settlements.map((settlement) => rowOf(settlement, now))) }
  )
}

function rowOf({ receipt, state, reason, messageId }: ReceiptSettlement, now: string) {
  const row = { log_id: receipt.id, reason, message_id: messageId, looks: receipt.looks }
  if (state !== 'waiting') return { ...row, state, look_again_at: null, settled_at: now }
  const again = lookAgainAt(receipt, now)
  return again
    ? { ...row, state, looks: receipt.looks + 1, look_again_at: again, settled_at: null }
    : { ...row, state: 'unmatched', look_again_at: null, settled_at: now }
}

/** After 1, 2, 4, 8 … minutes; a receipt that nobody knows costs a dozen looks in all. */
function lookAgainAt({ looks, received_at: receivedAt }: PendingReceipt, now: string) {
  const again = fromSqlInstant(now).plus({ minutes: 2 ** looks })
  const last = fromSqlInstant(receivedAt).plus({ hours: WAITS_HOURS })
  if (fromSqlInstant(now) >= last) return null
  return toSqlInstant(again < last ? again : last)
}
