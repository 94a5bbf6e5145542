import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import type { RestoredSend } from '#delivery/restore/collect_sends'
import { MessageStatuses } from '#messages/message_status'
import { toSqlInstant } from '#storage/instants'
import type { Mover } from '#messages/move_alike'
import { moveMessages, type MessageMove } from '#messages/move_messages'
import type { Insertion } from '#storage/dialects/dialect'
import { rowsOf } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

export interface RestoredMessage {
  messageId: number
  send: RestoredSend
}

/**
 * Gives messages that have just become `unknown` the attempt that the database had lost. Messages
 * that the operator is known to have accepted become `sent`, with its id, so that receipts find
 * them.
 */
export async function recordRestored(
  trx: TransactionClientContract,
  restored: RestoredMessage[],
  { now, actor }: Mover
): Promise<void> {
  if (restored.length === 0) return
  const rows = JSON.stringify(restored.map(asRow))
  const attempts = rowsOf(trx, 'r', {
    message_id: 'integer',
    number: 'integer',
    gateway: 'text',
    account: 'text',
    outcome: 'text',
    provider_message_id: 'text',
    sent_at: 'instant',
  })
  await insertRows(trx, lostAttempts(attempts), { rows })
  const sends = new Map(restored.map(({ messageId, send }) => [messageId, send]))
  await moveMessages(trx, restoredMove(attempts), { rows, now }, ({ id }) =>
    sends.get(id)!.outcome === 'accepted'
      ? { actor, from: MessageStatuses.unknown, to: MessageStatuses.sent, reason: 'restored' }
      : null
  )
}

const lostAttempts = (attempts: string): Insertion => ({
  into: 'sms_attempts',
  columns:
    'message_id, number, gateway, account, lease_token, started_at, finished_at, outcome, reason, provider_message_id',
  rows: `SELECT message_id, number, gateway, account, 'restored', sent_at, sent_at, outcome, 'restored', provider_message_id
    FROM ${attempts} WHERE 1 = 1`,
  onConflict: { key: 'message_id, number' },
})

const restoredMove = (attempts: string): MessageMove => ({
  byId: true,
  from: attempts,
  on: 'm.id = r.message_id',
  status: "CASE WHEN r.outcome = 'accepted' THEN 'sent' ELSE m.status END",
  reason: 'm.reason',
  set: `attempt_count = CASE WHEN r.number > m.attempt_count THEN r.number ELSE m.attempt_count END,
      gateway_account = r.account,
      provider_message_id = COALESCE(r.provider_message_id, m.provider_message_id),
      sent_at = CASE WHEN r.outcome = 'accepted' THEN r.sent_at ELSE m.sent_at END`,
  where: "m.status = 'unknown' AND m.reason = 'restored'",
})

function asRow({ messageId, send }: RestoredMessage) {
  return {
    message_id: messageId,
    number: send.number,
    gateway: send.gateway,
    account: send.account,
    outcome: send.outcome,
    provider_message_id: send.providerMessageId,
    sent_at: toSqlInstant(DateTime.fromMillis(send.sentAt, { zone: 'utc' })),
  }
}
