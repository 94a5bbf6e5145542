import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { appendMessageEvents, type MessageEvent } from './message_events.js'
import type { Bindings } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

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
  /** Only for the move to `sending`: every other move takes the lease from its holder. */
  keepsLease?: boolean
  /** When it differs from `:now`. */
  updatedAt?: string
}

/** What the event of a move records. */
type MoveEvent = Omit<MessageEvent, 'messageId' | 'at'>

/** For a SET: releases the lease. */
export const NO_LEASE = 'lease_token = NULL, lease_until = NULL, claimed_by = NULL'

/**
 * The only function that moves messages: a conditional update that appends the events and
 * releases the lease, in the caller's transaction. Returns the moved messages. `eventOf`
 * returns null for a message that stays in its state and needs no event.
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
  const moved = await updateRows<Row>(
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
      returning: ['id', move.returning].filter(Boolean).join(', '),
    },
    bindings
  )
  await appendMessageEvents(
    trx,
    moved.flatMap((row) => {
      const event = eventOf(row)
      return event ? { messageId: row.id, at: bindings.now, ...event } : []
    })
  )
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
