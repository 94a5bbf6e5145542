import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { countMoves } from './counters/count_moves.js'
import { appendMessageEvents } from './message_events.js'
import { canMove, MessageStatuses, type MessageStatus } from './message_status.js'
import type { TypedMove } from './move_messages.js'
import { NO_LEASE } from './no_lease.js'
import { dialectOf } from '#storage/dialect_of'
import type { Update } from '#storage/dialects/dialect'
import { along } from '#storage/partial_indexes'
import { idList, query } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

/** A reminder in the SMS of another one. */
type CarriedMessage = Pick<Rows['sms_messages'], 'id' | 'carried_by' | 'message_type'> & {
  status: MessageStatus
}

/**
 * Moves what carriers carry after the moves of these events, with the same reason, actor and times.
 * One that was called off, or that waits to be sent on its own, stays as it is.
 */
export async function moveCarried(
  trx: TransactionClientContract,
  moves: TypedMove[]
): Promise<void> {
  const byCarrier = new Map(
    moves.filter(({ from, to }) => from !== to).map((move) => [move.messageId, move])
  )
  if (byCarrier.size === 0) return
  const carried = await query<CarriedMessage>(trx, carriedBy(trx), {
    ids: JSON.stringify([...byCarrier.keys()]),
  })
  const events = carried.flatMap(({ id, carried_by: carrier, message_type: type, status }) => {
    const move = byCarrier.get(carrier!)!
    return follows(status, move.to)
      ? [{ ...move, messageId: id, messageType: type, from: status }]
      : []
  })
  if (events.length === 0) return
  await updateRows(trx, asTheirCarriers(trx), {
    ids: JSON.stringify(events.map(({ messageId }) => messageId)),
  })
  await appendMessageEvents(trx, events)
  await countMoves(trx, events)
}

/** A waiting one follows only to `delivered`: an SMS that named it arrived after all. */
function follows(status: MessageStatus, to: MessageStatus): boolean {
  switch (status) {
    case MessageStatuses.cancelled:
    case MessageStatuses.suppressed:
      return false
    case MessageStatuses.pending:
      return to === MessageStatuses.delivered
    default:
      return canMove(status, to)
  }
}

/** Locked, so that their states hold until they are moved. */
const carriedBy = (trx: TransactionClientContract) => `
  SELECT id, carried_by, message_type, status FROM sms_messages
  WHERE carried_by IN (${idList(trx)}) AND ${along('sms_messages_carried')}
  ORDER BY id ${dialectOf(trx).lock()}`

/** Everything that the outcome of an SMS decides, and nothing that identifies one. */
const AS_THE_CARRIER = [
  ...['status', 'reason', 'scheduled_at', 'retry_count', 'retrying_since'],
  ...['unknown_resends', 'receipt_resends', 'error_code', 'error_message'],
  ...['sent_at', 'delivered_at', 'failed_at', 'unconfirmed_at', 'updated_at'],
]

const asTheirCarriers = (trx: TransactionClientContract): Update => ({
  table: 'sms_messages',
  as: 'm',
  byId: true,
  from: 'sms_messages c',
  on: 'c.id = m.carried_by',
  set: [...AS_THE_CARRIER.map((column) => `${column} = c.${column}`), NO_LEASE].join(', '),
  where: `m.id IN (${idList(trx)})`,
})
