import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { MessageStatus } from '#models/message_status'
import { query, rowsOf } from '#storage/sql'

/** One move of a message, as `sms_message_events` keeps it. */
export interface MessageEvent {
  messageId: number
  /** An instant of the database, as #storage/instants writes it. */
  at: string
  /** Who moved it: `sweep`, `reaper`, `reconciliation`, `import`, or a person. */
  actor: string
  from: MessageStatus
  to: MessageStatus
  reason?: string | null
  detail?: string | null
}

/** Appends the moves in one statement; belongs in the transaction of the moves themselves. */
export async function appendMessageEvents(
  client: QueryClientContract,
  events: MessageEvent[]
): Promise<void> {
  if (events.length === 0) return
  const source = rowsOf(client, 'e', {
    message_id: 'integer',
    at: 'instant',
    actor: 'text',
    from_status: 'text',
    to_status: 'text',
    reason: 'text',
    detail: 'text',
  })
  await query(
    client,
    `INSERT INTO sms_message_events (message_id, at, actor, from_status, to_status, reason, detail)
     SELECT message_id, at, actor, from_status, to_status, reason, detail FROM ${source}`,
    {
      rows: JSON.stringify(
        events.map((event) => ({
          message_id: event.messageId,
          at: event.at,
          actor: event.actor,
          from_status: event.from,
          to_status: event.to,
          reason: event.reason ?? null,
          detail: event.detail ?? null,
        }))
      ),
    }
  )
}
