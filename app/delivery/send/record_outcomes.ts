import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import type { Lease, SendingMessage } from '#delivery/send/sending_message'
import { CostCaps } from '#delivery/caps/cost_caps'
import type { AttemptResult, Verdict } from '#delivery/send/decide_outcome'
import { EscalateMessages, type Escalation } from '#delivery/send/escalate_messages'
import { MessageStatuses } from '#models/message_status'
import { CombinedWrites, writesAtOnce } from '#storage/combine_writes'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { appendMessageEvents, type MessageEvent } from '#storage/message_events'
import { retryDeadlocks } from '#storage/retry_deadlocks'
import { byId, query, rowsOf } from '#storage/sql'

export interface AttemptOutcome {
  message: SendingMessage
  result: AttemptResult
  verdict: Verdict
}

interface RecordedBatch {
  outcomes: AttemptOutcome[]
  lease: Lease
}

interface Recorded {
  /** Ids of the messages whose state was moved. */
  moved: Set<number>
  escalations: Escalation[]
}

/** Milliseconds between two tries to write outcomes down while the database does not answer. */
const WRITE_AGAIN_AFTER_MS = 500

/**
 * Writes what came of a batch of attempts, all in one transaction. The token in
 * the WHERE keeps a worker that lost its lease from overwriting what came later:
 * its outcome then stays on the attempt alone.
 */
@inject()
export class RecordOutcomes {
  /** Lanes that finish at the same time share a transaction. */
  readonly #writes: CombinedWrites<RecordedBatch, Recorded>

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly escalate: EscalateMessages,
    private readonly caps: CostCaps,
    private readonly logger: Logger
  ) {
    this.#writes = new CombinedWrites(
      (batches) =>
        retryDeadlocks(() => this.db.connection().transaction((trx) => this.#write(trx, batches))),
      writesAtOnce(this.db.connection())
    )
  }

  /**
   * The operator has these messages already, so that a database that is away for
   * a moment is waited for as long as the lease holds; then they are left to the
   * reaper. Returns the ids whose state was moved.
   */
  async run(outcomes: AttemptOutcome[], lease: Lease): Promise<Set<number>> {
    const { moved, escalations } = await this.#record(outcomes, lease)
    await this.escalate.announce(escalations)
    return moved
  }

  async #record(outcomes: AttemptOutcome[], lease: Lease): Promise<Recorded> {
    for (;;) {
      try {
        return await this.#writes.submit({ outcomes, lease })
      } catch (error) {
        if (this.clock.nowMs() + WRITE_AGAIN_AFTER_MS >= lease.until) throw error
        this.logger.warn(
          { err: error, messages: outcomes.length },
          'outcomes could not be written, trying again'
        )
        await this.clock.sleepUntil(this.clock.nowMs() + WRITE_AGAIN_AFTER_MS)
      }
    }
  }

  async #write(trx: TransactionClientContract, batches: RecordedBatch[]): Promise<Recorded[]> {
    const now = toSqlInstant(this.clock.now())
    const rows = batches.flatMap(({ outcomes, lease }) =>
      outcomes.map((outcome) => messageRow(outcome, lease, now))
    )
    const moved = await query<{ id: number }>(trx, moveMessages(trx), {
      rows: JSON.stringify(rows),
      now,
    })
    await query(trx, finishAttempts(trx), {
      rows: JSON.stringify(
        batches.flatMap(({ outcomes }) => outcomes.map((outcome) => attemptRow(outcome, now)))
      ),
    })
    const movedIds = new Set(moved.map((row) => row.id))
    const moves: MessageEvent[] = batches.flatMap(({ outcomes, lease }) =>
      outcomes
        .filter(({ message }) => movedIds.has(message.id))
        .map(({ message, verdict }) => ({
          messageId: message.id,
          at: now,
          actor: lease.claimedBy,
          from: MessageStatuses.sending,
          to: verdict.status,
          reason: verdict.reason,
        }))
    )
    await appendMessageEvents(trx, moves)
    const escalations = await this.escalate.write(trx, moves, now)
    await this.caps.giveBack(trx, certainlyNotSent(batches, movedIds))
    return batches.map((batch) => {
      const held = this.#heldOf(batch, movedIds)
      const ofTheBatch = escalations.filter(({ messageId }) => held.has(messageId))
      return { moved: held, escalations: ofTheBatch }
    })
  }

  /** The messages of a batch that were still ours. */
  #heldOf({ outcomes }: RecordedBatch, movedIds: Set<number>): Set<number> {
    const ids = outcomes.map(({ message }) => message.id)
    const stale = ids.filter((id) => !movedIds.has(id))
    if (stale.length > 0) {
      this.logger.warn(
        { messages: stale },
        'outcomes came after the lease was lost: kept on the attempts only'
      )
    }
    return new Set(ids.filter((id) => movedIds.has(id)))
  }
}

/** A message that was taken from us meanwhile keeps its count: somebody else decides about it. */
function certainlyNotSent(batches: RecordedBatch[], movedIds: Set<number>): SendingMessage[] {
  return batches
    .flatMap(({ outcomes }) => outcomes)
    .filter(({ message, result }) => {
      const mayBeSent = result.outcome === 'accepted' || result.outcome === 'ambiguous'
      return !mayBeSent && movedIds.has(message.id)
    })
    .map(({ message }) => message)
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

function attemptRow({ message, result }: AttemptOutcome, now: string) {
  return {
    id: message.attemptId,
    finished_at: now,
    duration_ms: Math.round(result.durationMs),
    outcome: result.outcome,
    reason: 'reason' in result ? result.reason : null,
    http_status: 'httpStatus' in result ? (result.httpStatus ?? null) : null,
    error_code: errorCode(result),
    error_message: errorMessage(result),
    provider_message_id: result.outcome === 'accepted' ? (result.providerMessageId ?? null) : null,
    provider_request_id: 'providerRequestId' in result ? (result.providerRequestId ?? null) : null,
  }
}

const errorCode = (result: AttemptResult) =>
  'errorCode' in result ? (result.errorCode ?? null) : null
const errorMessage = (result: AttemptResult) =>
  'errorMessage' in result ? (result.errorMessage ?? null) : null

const moveMessages = (trx: TransactionClientContract) => `
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

const finishAttempts = (trx: TransactionClientContract) => `
  UPDATE sms_attempts AS a
  SET finished_at = r.finished_at, duration_ms = r.duration_ms, outcome = r.outcome, reason = r.reason,
      http_status = r.http_status, error_code = r.error_code, error_message = r.error_message,
      provider_message_id = r.provider_message_id, provider_request_id = r.provider_request_id
  FROM ${rowsOf(trx, 'r', {
    id: 'integer',
    finished_at: 'instant',
    duration_ms: 'integer',
    outcome: 'text',
    reason: 'text',
    http_status: 'integer',
    error_code: 'text',
    error_message: 'text',
    provider_message_id: 'text',
    provider_request_id: 'text',
  })}
  WHERE a.id = r.id`
