import { randomUUID } from 'node:crypto'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { MessageEvent } from './message_events.js'
import { MessageStatuses, type MessageStatus } from './message_status.js'
import { query, rowsOf } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

/** The moves that other programs are told of, by where they lead (docs/events.md). */
const TYPE_OF_MOVE = new Map<MessageStatus, string>([
  [MessageStatuses.sent, 'message.sent'],
  [MessageStatuses.delivered, 'message.delivered'],
  [MessageStatuses.undelivered, 'message.undelivered'],
  [MessageStatuses.failed, 'message.failed'],
  [MessageStatuses.dead_letter, 'message.dead_letter'],
])

/**
 * Records moves for each destination that is on, in the transaction of the moves: whatever is
 * committed is told, and nothing else (docs/adr/0035). Rows of one message keep the order of its
 * moves, as the message is locked while they are written.
 */
export async function recordOutgoingMoves(
  client: QueryClientContract,
  moves: readonly MessageEvent[]
): Promise<void> {
  const told = moves.filter(({ from, to }) => from !== to && TYPE_OF_MOVE.has(to))
  if (told.length === 0 || !(await isAnyOn(client))) return
  const source = rowsOf(client, 'e', {
    place: 'integer',
    event_id: 'text',
    type: 'text',
    message_id: 'integer',
    reason: 'text',
    at: 'instant',
  })
  await insertRows(
    client,
    {
      into: 'outgoing_events',
      columns: `message_id, reason, ${OF_EACH}`,
      rows: `SELECT e.message_id, e.reason, ${VALUES} FROM ${source} ${EACH_DESTINATION}`,
    },
    {
      rows: JSON.stringify(
        told.map(({ messageId, to, at, reason = null }, place) => ({
          place,
          event_id: randomUUID(),
          type: TYPE_OF_MOVE.get(to),
          message_id: messageId,
          reason,
          at,
        }))
      ),
    }
  )
}

/** The same for numbers that have opted out just now. Call it after their history is written. */
export async function recordOutgoingOptOuts(
  client: QueryClientContract,
  optOuts: readonly { phoneNumber: string; at: string }[]
): Promise<void> {
  if (optOuts.length === 0 || !(await isAnyOn(client))) return
  const source = rowsOf(client, 'e', {
    place: 'integer',
    event_id: 'text',
    type: 'text',
    phone_number: 'text',
    at: 'instant',
  })
  await insertRows(
    client,
    {
      into: 'outgoing_events',
      columns: `consent_event_id, ${OF_EACH}`,
      rows: `SELECT (SELECT MAX(c.id) FROM sms_consent_events AS c
          WHERE c.phone_number = e.phone_number), ${VALUES}
        FROM ${source} ${EACH_DESTINATION}`,
    },
    {
      rows: JSON.stringify(
        optOuts.map(({ phoneNumber, at }, place) => ({
          place,
          event_id: randomUUID(),
          type: 'message.opted_out',
          phone_number: phoneNumber,
          at,
        }))
      ),
    }
  )
}

/** Most installations have none: then a batch of moves costs this question and no more. */
async function isAnyOn(client: QueryClientContract): Promise<boolean> {
  const on = await query(client, 'SELECT name FROM event_destinations LIMIT 1')
  return on.length > 0
}

const OF_EACH = 'destination, event_id, type, occurred_at, next_attempt_at'
const VALUES = 'd.name, e.event_id, e.type, e.at, e.at'
const EACH_DESTINATION = 'CROSS JOIN event_destinations AS d ORDER BY e.place'
