import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { canMove, type MessageStatus } from './message_status.js'
import { recordOutgoingMoves } from './outgoing_events.js'
import type { Reason } from './reasons.js'
import { rowsOf } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

/** One move of a message, or a remark about it; a row of `sms_message_events`. */
export interface MessageEvent {
  messageId: number
  /** An instant of the database, as #storage/instants writes it. */
  at: string
  /** Who moved it: `sweep`, `reaper`, `reconciliation`, `import`, or a person. */
  actor: string
  from: MessageStatus
  to: MessageStatus
  reason?: Reason | null
  detail?: string | null
}

/** Adds remarks to messages that stay in their state. */
export async function appendRemarks(
  client: QueryClientContract,
  remarks: (Omit<MessageEvent, 'from' | 'to'> & { status: MessageStatus })[]
): Promise<void> {
  await appendMessageEvents(
    client,
    remarks.map(({ status, ...remark }) => ({ ...remark, from: status, to: status }))
  )
}

/**
 * Only for #messages/move_messages. One statement in the transaction of the moves, which an
 * illegal move rolls back.
 *
 * @throws IllegalMove
 */
export async function appendMessageEvents(
  client: QueryClientContract,
  events: MessageEvent[]
): Promise<void> {
  if (events.length === 0) return
  ensureLegal(events)
  const source = rowsOf(client, 'e', {
    message_id: 'integer',
    at: 'instant',
    actor: 'text',
    from_status: 'text',
    to_status: 'text',
    reason: 'text',
    detail: 'text',
  })
  const columns = 'message_id, at, actor, from_status, to_status, reason, detail'
  await insertRows(
    client,
    { into: 'sms_message_events', columns, rows: `SELECT ${columns} FROM ${source}` },
    {
      rows: JSON.stringify(
        events.map((event) => ({
          message_id: event.messageId,
          at: event.at,
          actor: event.actor,
          from_status: event.from,
          to_status: event.to,
          reason: event.reason ?? undefined,
          detail: event.detail ?? undefined,
        }))
      ),
    }
  )
  await recordOutgoingMoves(client, events)
}

/** A programming error: no input leads to it. */
export class IllegalMove extends Error {
  constructor({ messageId, from, to }: MessageEvent) {
    super(
      `Message ${messageId} cannot move from ${from} to ${to}: see app/messages/message_status.ts`
    )
  }
}

/** A remark leaves the status unchanged. */
function ensureLegal(events: MessageEvent[]): void {
  const illegal = events.find(({ from, to }) => from !== to && !canMove(from, to))
  if (illegal) throw new IllegalMove(illegal)
}
