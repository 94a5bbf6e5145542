import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { ReceiptMove } from '#inbound/decide_receipts'
import { moveMessages, type MessageMove } from '#messages/move_messages'
import { rowsOf } from '#storage/sql'

/** The actor of receipts in events. */
const ACTOR = 'receipt'

/**
 * Moves messages as receipts say, if they are unchanged since they were read. `updated_at` is when
 * a message last changed its state: a receipt that does not change the state must not count the
 * message again on another day.
 */
export async function moveByReceipts(
  trx: TransactionClientContract,
  moves: ReceiptMove[],
  now: string
): Promise<Set<number>> {
  if (moves.length === 0) return new Set()
  const byMessage = new Map(moves.map((move) => [move.messageId, move]))
  const moved = await moveMessages(
    trx,
    asReceiptsSay(trx),
    {
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
    },
    ({ id }) => {
      const { from, to, receipt } = byMessage.get(id)!
      return { actor: ACTOR, from, to, reason: 'receipt', detail: receipt.provider_status }
    }
  )
  return new Set(moved.map(({ id }) => id))
}

const asReceiptsSay = (trx: TransactionClientContract): MessageMove => ({
  byId: true,
  from: rowsOf(trx, 'r', {
    message_id: 'integer',
    from_status: 'text',
    to_status: 'text',
    receipt_status: 'text',
    receipt_rank: 'integer',
    word: 'text',
    received_at: 'instant',
    taken_id: 'text',
  }),
  on: 'm.id = r.message_id',
  status: 'r.to_status',
  reason: "CASE WHEN r.to_status = 'undelivered' THEN 'undelivered' END",
  set: `receipt_status = r.receipt_status, receipt_rank = r.receipt_rank,
      provider_status = r.word, receipt_at = r.received_at, unconfirmed_at = NULL,
      provider_message_id = COALESCE(m.provider_message_id, r.taken_id),
      sent_at = COALESCE(m.sent_at, m.updated_at),
      delivered_at = CASE WHEN r.to_status = 'delivered' THEN r.received_at ELSE m.delivered_at END`,
  where: 'm.status = r.from_status',
  updatedAt: 'CASE WHEN r.to_status = m.status THEN m.updated_at ELSE :now END',
})
