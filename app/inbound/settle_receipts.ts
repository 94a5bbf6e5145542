import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { PendingReceipt } from '#inbound/receipts_to_apply'
import type { Update } from '#storage/dialects/dialect'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { rowsOf } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

/** Hours that a receipt waits for its message; after that it is kept but not looked up again. */
const WAITS_HOURS = 72

/** The result for a stored receipt. */
export interface ReceiptSettlement {
  receipt: PendingReceipt
  state: 'applied' | 'without_effect' | 'waiting'
  reason: string | null
  messageId: number | null
}

/** Records the results for the receipts of a page, which has locked them. */
export async function settleReceipts(
  trx: TransactionClientContract,
  settlements: ReceiptSettlement[],
  now: string
): Promise<void> {
  await updateRows(trx, settled(trx), {
    rows: JSON.stringify(settlements.map((settlement) => rowOf(settlement, now))),
  })
}

const settled = (trx: TransactionClientContract): Update => ({
  table: 'sms_webhook_logs',
  as: 'l',
  set: `state = r.state, reason = r.reason, message_id = r.message_id,
    look_again_at = r.look_again_at, looks = r.looks, settled_at = r.settled_at`,
  from: rowsOf(trx, 'r', {
    log_id: 'integer',
    state: 'text',
    reason: 'text',
    message_id: 'integer',
    look_again_at: 'instant',
    looks: 'integer',
    settled_at: 'instant',
  }),
  on: 'l.id = r.log_id',
})

function rowOf({ receipt, state, reason, messageId }: ReceiptSettlement, now: string) {
  const row = { log_id: receipt.id, reason, message_id: messageId, looks: receipt.looks }
  if (state !== 'waiting') return { ...row, state, look_again_at: null, settled_at: now }
  const again = lookAgainAt(receipt, now)
  return again
    ? { ...row, state, looks: receipt.looks + 1, look_again_at: again, settled_at: null }
    : { ...row, state: 'unmatched', look_again_at: null, settled_at: now }
}

/** After 1, 2, 4, 8 … minutes: an unmatched receipt costs a dozen lookups in all. */
function lookAgainAt({ looks, received_at: receivedAt }: PendingReceipt, now: string) {
  const again = fromSqlInstant(now).plus({ minutes: 2 ** looks })
  const last = fromSqlInstant(receivedAt).plus({ hours: WAITS_HOURS })
  if (fromSqlInstant(now) >= last) return null
  return toSqlInstant(again < last ? again : last)
}
