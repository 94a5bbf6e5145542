import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import {
  errorCode,
  errorMessage,
  type AttemptOutcome,
  type RecordedBatch,
} from '#delivery/send/attempt_outcome'
import type { Update } from '#storage/dialects/dialect'
import { rowsOf } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

/** Writes the answer to each attempt, whichever worker now holds its message. */
export async function finishAttempts(
  trx: TransactionClientContract,
  batches: RecordedBatch[],
  now: string
): Promise<void> {
  const rows = batches.flatMap(({ outcomes }) => outcomes.map((outcome) => attemptRow(outcome)))
  await updateRows(trx, answered(trx), { rows: JSON.stringify(rows), now })
}

function attemptRow({ message, result }: AttemptOutcome) {
  return {
    id: message.attemptId,
    duration_ms: Math.round(result.durationMs),
    outcome: result.outcome,
    reason: 'reason' in result ? result.reason : undefined,
    http_status: 'httpStatus' in result ? result.httpStatus : undefined,
    error_code: errorCode(result),
    error_message: errorMessage(result),
    provider_message_id: result.outcome === 'accepted' ? result.providerMessageId : undefined,
    provider_request_id: 'providerRequestId' in result ? result.providerRequestId : undefined,
  }
}

const answered = (trx: TransactionClientContract): Update => ({
  table: 'sms_attempts',
  as: 'a',
  set: `finished_at = :now, duration_ms = r.duration_ms, outcome = r.outcome, reason = r.reason,
      http_status = r.http_status, error_code = r.error_code, error_message = r.error_message,
      provider_message_id = r.provider_message_id, provider_request_id = r.provider_request_id`,
  from: rowsOf(trx, 'r', {
    id: 'integer',
    duration_ms: 'integer',
    outcome: 'text',
    reason: 'text',
    http_status: 'integer',
    error_code: 'text',
    error_message: 'text',
    provider_message_id: 'text',
    provider_request_id: 'text',
  }),
  on: 'a.id = r.id',
})
