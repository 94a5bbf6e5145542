import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { appendMessageEvents, type MessageEvent } from './message_events.js'
import type { Bindings } from '#storage/sql'
import { updateRows } from '#storage/write_rows'
import { countMoves } from './counters/count_moves.js'
import { moveCarried } from './move_carried.js'
import { NO_LEASE } from './no_lease.js'
import { publishMoves } from './written_moves.js'

/** The parts of a move, in SQL; `m` is the message and `:now` the time of the move. */
export interface MessageMove {
  with?: string
  /** Source rows that say what becomes of each message, and how to join them. */
  from?: string
  on?: string
  /** Looks up the messages by id and uses no other index. */
  byId?: boolean
  status: string
  reason: string
  /** Additional columns to set. */
  set?: string
  /** Must name the states that the move starts from. */
  where: string
  /** Additional columns to return beside `id`. */
  returning?: string
  /**
   * Only for the move to `sending`, which moves carriers and what they carry alike: every other
   * move takes the lease from its holder.
   */
  keepsLease?: boolean
  /** When it differs from `:now`. */
  updatedAt?: string
}

/** What the event of a move records. */
type MoveEvent = Omit<MessageEvent, 'messageId' | 'at'>

/** A move, with the type of its message for the counters. */
export type TypedMove = MessageEvent & { messageType: string }

/**
 * The only function that moves messages: a conditional update that appends the events, counts them
 * and releases the lease, in the caller's transaction. What a message carries moves with it. Returns
 * the messages of the update, without what they carry. `eventOf` returns null for a message that
 * stays in its state and needs no event.
 *
 * @throws IllegalMove
 */
export async function moveMessages<Row extends { id: number }>(
  trx: TransactionClientContract,
  move: MessageMove,
  bindings: Bindings & { now: string },
  eventOf: (row: Row) => MoveEvent | null
): Promise<Row[]> {
  const { with: queries, from, on, byId, where } = move
  const moved = await updateRows<Row & { carries: number; message_type: string }>(
    trx,
    {
      with: queries,
      table: 'sms_messages',
      as: 'm',
      byId,
      set: assignmentsOf(move),
      from,
      on,
      where,
      returning: ['id', 'carries', 'message_type', move.returning].filter(Boolean).join(', '),
    },
    bindings
  )
  const events = moved.flatMap((row): TypedMove[] => {
    const { id: messageId, message_type: messageType } = row
    const event = eventOf(row)
    return event ? [{ messageId, messageType, at: bindings.now, ...event }] : []
  })
  await appendMessageEvents(trx, events)
  await countMoves(trx, events)
  publishMoves(events)
  if (!move.keepsLease) {
    const carriers = new Set(moved.filter(({ carries }) => carries > 0).map(({ id }) => id))
    await moveCarried(
      trx,
      events.filter(({ messageId }) => carriers.has(messageId))
    )
  }
  return moved
}

function assignmentsOf({ status, reason, set, keepsLease, updatedAt = ':now' }: MessageMove) {
  return [
    `status = ${status}`,
    `reason = ${reason}`,
    set,
    !keepsLease && NO_LEASE,
    `updated_at = ${updatedAt}`,
  ]
    .filter(Boolean)
    .join(', ')
}
