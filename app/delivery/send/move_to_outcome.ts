import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import {
  errorCode,
  errorMessage,
  type AttemptOutcome,
  type RecordedBatch,
} from '#delivery/send/attempt_outcome'
import type { Lease } from '#delivery/message_in_hand'
import { MessageStatuses } from '#messages/message_status'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { moveMessages, type MessageMove } from '#messages/move_messages'
import { rowsOf } from '#storage/sql'

/**
 * Moves messages from `sending` to the outcome of the attempt. The token in the WHERE keeps a
 * worker that lost its lease from overwriting later changes. Returns the ids of messages that were
 * still ours.
 */
export async function moveToOutcome(
  trx: TransactionClientContract,
  batches: RecordedBatch[],
  now: string
): Promise<Set<number>> {
  const outcomes = batches.flatMap(({ outcomes: ofTheBatch, lease }) =>
    ofTheBatch.map((outcome) => ({ outcome, lease }))
  )
  const byMessage = new Map(outcomes.map((one) => [one.outcome.message.id, one]))
  const moved = await moveMessages(
    trx,
    fromSending(trx),
    {
      rows: JSON.stringify(outcomes.map(({ outcome, lease }) => messageRow(outcome, lease, now))),
      now,
    },
    ({ id }) => {
      const { outcome, lease } = byMessage.get(id)!
      const { status: to, reason } = outcome.verdict
      return { actor: lease.claimedBy, from: MessageStatuses.sending, to, reason }
    }
  )
  return new Set(moved.map(({ id }) => id))
}

function messageRow({ message, result, verdict }: AttemptOutcome, lease: Lease, now: string) {
  const gaveUp =
    verdict.status === MessageStatuses.failed || verdict.status === MessageStatuses.dead_letter
  return {
    message_id: message.id,
    token: lease.token,
    status: verdict.status,
    reason: verdict.reason ?? undefined,
    retry_count: verdict.retryCount,
    scheduled_at: verdict.dueAt ? toSqlInstantCeiling(verdict.dueAt) : undefined,
    retrying_since: verdict.retryingSince && toSqlInstant(verdict.retryingSince),
    error_code: errorCode(result),
    error_message: errorMessage(result),
    provider_message_id: result.outcome === 'accepted' ? result.providerMessageId : undefined,
    sent_at: verdict.status === MessageStatuses.sent ? now : undefined,
    failed_at: gaveUp ? now : undefined,
  }
}

const fromSending = (trx: TransactionClientContract): MessageMove => ({
  byId: true,
  from: rowsOf(trx, 'r', {
    message_id: 'integer',
    token: 'text',
    status: 'text',
    reason: 'text',
    retry_count: 'integer',
    scheduled_at: 'instant',
    retrying_since: 'instant',
    error_code: 'text',
    error_message: 'text',
    provider_message_id: 'text',
    sent_at: 'instant',
    failed_at: 'instant',
  }),
  on: 'm.id = r.message_id',
  status: 'r.status',
  reason: 'r.reason',
  set: `retry_count = r.retry_count,
      scheduled_at = COALESCE(r.scheduled_at, m.scheduled_at),
      retrying_since = COALESCE(m.retrying_since, r.retrying_since),
      error_code = r.error_code, error_message = r.error_message,
      provider_message_id = COALESCE(r.provider_message_id, m.provider_message_id),
      sent_at = COALESCE(r.sent_at, m.sent_at), failed_at = COALESCE(r.failed_at, m.failed_at)`,
  where: `m.lease_token = r.token AND m.status = 'sending'`,
})
