import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { SelectedMessage } from './selected_messages.js'
import type { MessageStatus } from '#messages/message_status'
import type { Mover } from '#messages/move_alike'
import { moveMessages, type MessageMove } from '#messages/move_messages'
import type { Reason } from '#messages/reasons'
import { rowsOf } from '#storage/sql'

/** A kind of move that people make. */
export interface HandMove {
  to: MessageStatus
  reason: Reason
  /** Additional columns, in SQL over the message `m` and `:now`. */
  set?: string
  /** An additional condition, likewise. */
  condition?: string
}

/**
 * Moves messages that are unchanged since they were read: same state, no further attempt. The move
 * releases the lease: a worker that holds one loses the right to send, and one that has begun to
 * send keeps the message. Returns how many were moved.
 */
export async function moveSelected(
  trx: TransactionClientContract,
  messages: SelectedMessage[],
  move: HandMove,
  { now, actor, note }: Mover & { note?: string }
): Promise<number> {
  const byMessage = new Map(messages.map((message) => [message.id, message]))
  const moved = await moveMessages(
    trx,
    selected(trx, move),
    {
      rows: JSON.stringify(
        messages.map(({ id, status, attempt_count }) => ({ message_id: id, status, attempt_count }))
      ),
      status: move.to,
      reason: move.reason,
      now,
    },
    ({ id }) => ({
      actor,
      from: byMessage.get(id)!.status,
      to: move.to,
      reason: move.reason,
      detail: note ?? null,
    })
  )
  return moved.length
}

const selected = (trx: TransactionClientContract, { set, condition }: HandMove): MessageMove => ({
  byId: true,
  from: rowsOf(trx, 'r', { message_id: 'integer', status: 'text', attempt_count: 'integer' }),
  on: 'm.id = r.message_id',
  status: ':status',
  reason: ':reason',
  set,
  where: `m.status = r.status AND m.attempt_count = r.attempt_count
    ${condition ? `AND ${condition}` : ''}`,
})
