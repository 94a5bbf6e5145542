import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { SelectedMessage } from '#delivery/desk/selected_messages'
import type { MessageStatus } from '#models/message_status'
import { appendMessageEvents } from '#storage/message_events'
import { byId, query, rowsOf } from '#storage/sql'

/** One kind of move that people make. */
export interface HandMove {
  to: MessageStatus
  reason: string
  /** Further columns, as SQL over the message `m` and `:now`. */
  set?: string
  /** A further condition, likewise. */
  condition?: string
}

/**
 * Moves messages that are still as they were read: same state, no further
 * attempt. The lease goes with the move: a worker that holds one loses the right
 * to send, and one that has begun to send keeps the message. Returns how many
 * were moved.
 */
export async function moveSelected(
  trx: TransactionClientContract,
  messages: SelectedMessage[],
  move: HandMove,
  { now, actor, note }: { now: string; actor: string; note?: string }
): Promise<number> {
  const { to: status, reason } = move
  const rows = messages.map((message) => ({
    message_id: message.id,
    status: message.status,
    attempt_count: message.attempt_count,
  }))
  const moved = await query<{ id: number }>(trx, statement(trx, move), {
    rows: JSON.stringify(rows),
    status,
    reason,
    now,
  })
  const movedIds = new Set(moved.map(({ id }) => id))
  await appendMessageEvents(
    trx,
    messages
      .filter(({ id }) => movedIds.has(id))
      .map((message) => ({
        messageId: message.id,
        at: now,
        actor,
        from: message.status,
        to: status,
        reason,
        detail: note ?? null,
      }))
  )
  return moved.length
}

const statement = (trx: TransactionClientContract, { set, condition }: HandMove) => `
  UPDATE sms_messages AS m ${byId(trx)}
  SET status = :status, reason = :reason, ${set ? `${set},` : ''}
      lease_token = NULL, lease_until = NULL, claimed_by = NULL, updated_at = :now
  FROM ${rowsOf(trx, 'r', { message_id: 'integer', status: 'text', attempt_count: 'integer' })}
  WHERE m.id = r.message_id AND m.status = r.status AND m.attempt_count = r.attempt_count
    ${condition ? `AND ${condition}` : ''}
  RETURNING id`
