import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { ReceiptMove } from '#inbound/decide_receipts'
import { appendMessageEvents } from '#storage/message_events'
import { byId, query, rowsOf } from '#storage/sql'

/** As events name the operator's word about a message. */
const ACTOR = 'receipt'

/**
 * Moves messages as receipts say, each still as it was read. `updated_at` is when
 * a message last changed its state: a receipt that leaves it where it is does not
 * count the message once more for another day.
 */
export async function moveByReceipts(
  trx: TransactionClientContract,
  moves: ReceiptMove[],
  now: string
): Promise<Set<number>> {
  if (moves.length === 0) return new Set()
  const moved = await query<{ id: number }>(trx, statement(trx), {
    rows: JSON.stringify(
      moves.map((move) => ({
        message_id: move.messageId,
        from_status: move.from,
        to_status: move.to,
        receipt_status: move.receiptStatus,
        receipt_rank: move.rank,
        word: move.receipt.provider_status,
        received_at: move.receipt.received_at,
        taken_id: move.takesId ? move.receipt.provider_message_id : null,
      }))
    ),
    now,
  })
  const ids = new Set(moved.map(({ id }) => id))
  await appendMessageEvents(
    trx,
    moves
      .filter(({ messageId }) => ids.has(messageId))
      .map(({ messageId, from, to, receipt }) => ({
        messageId,
        at: now,
        actor: ACTOR,
        from,
        to,
        reason: 'receipt',
        detail: receipt.provider_status,
      }))
  )
  return ids
}

const statement = (trx: TransactionClientContract) => `
  UPDATE sms_messages AS m ${byId(trx)}
  SET status = r.to_status, receipt_status = r.receipt_status, receipt_rank = r.receipt_rank,
      provider_status = r.word, receipt_at = r.received_at, unconfirmed_at = NULL,
      reason = CASE WHEN r.to_status = 'undelivered' THEN 'undelivered' END,
      provider_message_id = COALESCE(m.provider_message_id, r.taken_id),
      sent_at = COALESCE(m.sent_at, m.updated_at),
      delivered_at = CASE WHEN r.to_status = 'delivered' THEN r.received_at ELSE m.delivered_at END,
      lease_token = NULL, lease_until = NULL, claimed_by = NULL,
      updated_at = CASE WHEN r.to_status = m.status THEN m.updated_at ELSE :now END
  FROM ${rowsOf(trx, 'r', {
    message_id: 'integer',
    from_status: 'text',
    to_status: 'text',
    receipt_status: 'text',
    receipt_rank: 'integer',
    word: 'text',
    received_at: 'instant',
    taken_id: 'text',
  })}
  WHERE m.id = r.message_id AND m.status = r.from_status
  RETURNING id`
