import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { MessageStatuses } from '#models/message_status'
import { CombinedWrites } from '#storage/combine_writes'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { appendMessageEvents } from '#storage/message_events'
import { byId, query, rowsOf } from '#storage/sql'

/** A message that the gate let through, with its text. */
export interface ReadyMessage {
  id: number
  phoneNumber: string
  body: string
  encoding: string
  segments: number
  templateVersion: number | null
  /** An instant of the database: not to leave at this time or later. */
  leaveBefore: string | null
  retryCount: number
  expiresAt: string | null
}

export interface SendingMessage extends ReadyMessage {
  attemptId: number
  attemptNumber: number
}

export interface Lease {
  token: string
  claimedBy: string
  /** Epoch milliseconds. */
  until: number
}

interface Account {
  name: string
  gateway: string
}

interface IntendedBatch {
  messages: ReadyMessage[]
  /** Epoch milliseconds by message id. */
  leavesAt: Map<number, number>
  lease: Lease
  account: Account
}

/**
 * Commits the intention to send, with an attempt row, before any POST. One
 * conditional UPDATE asks once more for everything that could have changed since
 * the gate; a message it does not return must not be sent. Whoever opts out,
 * records a visit or moves a date updates the pending message in the same
 * transaction, so that the row's own lock decides who was first.
 */
@inject()
export class CommitSending {
  /** Lanes that are ready at the same time share a transaction. */
  readonly #writes: CombinedWrites<IntendedBatch, SendingMessage[]>

  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {
    this.#writes = new CombinedWrites((batches) =>
      this.db.connection().transaction((trx) => this.#write(trx, batches))
    )
  }

  /** `slots`: when each of the messages will leave, in epoch milliseconds. Returns those that may be sent. */
  async run(
    messages: ReadyMessage[],
    slots: number[],
    lease: Lease,
    account: Account
  ): Promise<SendingMessage[]> {
    const leavesAt = new Map(messages.map(({ id }, place) => [id, slots[place]]))
    return this.#writes.submit({ messages, leavesAt, lease, account })
  }

  async #write(
    trx: TransactionClientContract,
    batches: IntendedBatch[]
  ): Promise<SendingMessage[][]> {
    const now = toSqlInstant(this.clock.now())
    const numbers = await this.#moveToSending(trx, batches, now)
    if (numbers.size === 0) return batches.map(() => [])

    const held = batches.map(({ messages, ...rest }) => ({
      ...rest,
      messages: messages.filter(({ id }) => numbers.has(id)),
    }))
    const attempts = await this.#insertAttempts(trx, held, numbers, now)
    await appendMessageEvents(
      trx,
      held.flatMap(({ messages, lease }) =>
        messages.map(({ id }) => ({
          messageId: id,
          at: now,
          actor: lease.claimedBy,
          from: MessageStatuses.pending,
          to: MessageStatuses.sending,
        }))
      )
    )
    return held.map(({ messages }) =>
      messages.map((message) => ({
        ...message,
        attemptId: attempts.get(message.id)!,
        attemptNumber: numbers.get(message.id)!,
      }))
    )
  }

  /** The number of the attempt, by the id of each message that was still ours and may still leave. */
  async #moveToSending(
    trx: TransactionClientContract,
    batches: IntendedBatch[],
    now: string
  ): Promise<Map<number, number>> {
    const nowMs = this.clock.nowMs()
    const rows = batches.flatMap(({ messages, leavesAt, lease, account }) =>
      messages.map((message) => ({
        message_id: message.id,
        leaves_at: instantOf(Math.max(nowMs, leavesAt.get(message.id)!)),
        token: lease.token,
        new_lease_until: lease.until,
        account: account.name,
        phone_number: message.phoneNumber,
        body: message.body,
        encoding: message.encoding,
        segments: message.segments,
        template_version: message.templateVersion,
        leave_before: message.leaveBefore,
      }))
    )
    const moved = await query<{ id: number; attempt_count: number }>(trx, moveToSending(trx), {
      rows: JSON.stringify(rows),
      now,
      now_ms: nowMs,
    })
    return new Map(moved.map((row) => [row.id, row.attempt_count]))
  }

  /** The id of the attempt, by the id of its message. */
  async #insertAttempts(
    trx: TransactionClientContract,
    batches: IntendedBatch[],
    numbers: Map<number, number>,
    now: string
  ): Promise<Map<number, number>> {
    const rows = batches.flatMap(({ messages, lease, account }) =>
      messages.map(({ id }) => ({
        message_id: id,
        number: numbers.get(id),
        gateway: account.gateway,
        account: account.name,
        token: lease.token,
        started_at: now,
      }))
    )
    const inserted = await query<{ id: number; message_id: number }>(trx, insertAttempts(trx), {
      rows: JSON.stringify(rows),
    })
    return new Map(inserted.map((row) => [row.message_id, row.id]))
  }
}

/** Rounded up: a message that leaves in the last second of its window is late. */
function instantOf(epochMs: number): string {
  return toSqlInstantCeiling(DateTime.fromMillis(epochMs, { zone: 'utc' }))
}

const insertAttempts = (trx: TransactionClientContract) => `
  INSERT INTO sms_attempts (message_id, number, gateway, account, lease_token, started_at)
  SELECT message_id, number, gateway, account, token, started_at
  FROM ${rowsOf(trx, 'r', {
    message_id: 'integer',
    number: 'integer',
    gateway: 'text',
    account: 'text',
    token: 'text',
    started_at: 'instant',
  })}
  RETURNING id, message_id`

const moveToSending = (trx: TransactionClientContract) => `
  UPDATE sms_messages AS m ${byId(trx)}
  SET status = 'sending', reason = NULL, error_code = NULL, error_message = NULL,
      body = r.body, encoding = r.encoding, segments = r.segments, template_version = r.template_version,
      attempt_count = m.attempt_count + 1, gateway_account = r.account, lease_until = r.new_lease_until, updated_at = :now
  FROM ${rowsOf(trx, 'r', {
    message_id: 'integer',
    leaves_at: 'instant',
    token: 'text',
    new_lease_until: 'integer',
    account: 'text',
    phone_number: 'text',
    body: 'text',
    encoding: 'text',
    segments: 'integer',
    template_version: 'integer',
    leave_before: 'instant',
  })}
  WHERE m.id = r.message_id AND m.lease_token = r.token AND m.status = 'pending' AND m.lease_until > :now_ms
    AND m.phone_number = r.phone_number
    AND (m.expires_at IS NULL OR m.expires_at > r.leaves_at)
    AND (r.leave_before IS NULL OR r.leave_before > r.leaves_at)
    AND NOT EXISTS (SELECT 1 FROM sms_consents c WHERE c.phone_number = m.phone_number AND c.status = 'opted_out')
    AND (m.immunization_id IS NULL OR EXISTS (
      SELECT 1 FROM immunizations i
      WHERE i.id = m.immunization_id AND i.administered_on IS NULL AND i.due_on = m.due_on))
    AND EXISTS (SELECT 1 FROM gateway_accounts a WHERE a.name = r.account AND a.state IN ('active', 'probing'))
  RETURNING id, attempt_count`
