import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import {
  errorCode,
  errorMessage,
  type AttemptOutcome,
  type RecordedBatch,
} from '#delivery/send/attempt_outcome'
import type { Lease } from '#delivery/send/sending_message'
import { MessageStatuses } from '#models/message_status'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { byId, query, rowsOf } from '#storage/sql'

/**
 * Moves messages from `sending` to what came of the attempt. The token in the
 * WHERE keeps a worker that lost its lease from overwriting what came later.
 * Returns the ids of those that were still ours.
 */
export async function moveToOutcome(
  trx: TransactionClientContract,
  batches: RecordedBatch[],
  now: string
): Promise<Set<number>> {
  const rows = batches.flatMap(({ outcomes, lease }) =>
    outcomes.map((outcome) => messageRow(outcome, lease, now))
  )
  const moved = await query<{ id: number }>(trx, statement(trx), {
    rows: JSON.stringify(rows),
    now,
  })
  return new Set(moved.map(({ id }) => id))
}

function messageRow({ message, result, verdict }: AttemptOutcome, lease: Lease, now: string) {
  const gaveUp =
    verdict.status === MessageStatuses.failed || verdict.status === MessageStatuses.dead_letter
  return {
    message_id: message.id,
    token: lease.token,
    status: verdict.status,
    reason: verdict.reason,
    retry_count: verdict.retryCount,
    scheduled_at: verdict.dueAt ? toSqlInstantCeiling(verdict.dueAt) : null,
    retrying_since: verdict.retryingSince ? toSqlInstant(verdict.retryingSince) : null,
    error_code: errorCode(result),
    error_message: errorMessage(result),
    provider_message_id: result.outcome === 'accepted' ? (result.providerMessageId ?? null) : null,
    sent_at: verdict.status === MessageStatuses.sent ? now : null,
    failed_at: gaveUp ? now : null,
  }
}

const statement = (trx: TransactionClientContract) => `
  UPDATE sms_messages AS m ${byId(trx)}
  SET status = r.status, reason = r.reason, retry_count = r.retry_count,
      scheduled_at = COALESCE(r.scheduled_at, m.scheduled_at),
      retrying_since = COALESCE(m.retrying_since, r.retrying_since),
      error_code = r.error_code, error_message = r.error_message,
      provider_message_id = COALESCE(r.provider_message_id, m.provider_message_id),
      sent_at = COALESCE(r.sent_at, m.sent_at), failed_at = COALESCE(r.failed_at, m.failed_at),
      lease_token = NULL, lease_until = NULL, claimed_by = NULL, updated_at = :now
  FROM ${rowsOf(trx, 'r', {
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
  })}
  WHERE m.id = r.message_id AND m.lease_token = r.token AND m.status = 'sending'
  RETURNING id`
