import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { MessageStatuses } from '#models/message_status'
import { toSqlInstant } from '#storage/instants'
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

/**
 * Commits the intention to send, with an attempt row, before any POST. One
 * conditional UPDATE asks once more for everything that could have changed since
 * the gate; a message it does not return must not be sent. Whoever opts out,
 * records a visit or moves a date updates the pending message in the same
 * transaction, so that the row's own lock decides who was first.
 */
@inject()
export class CommitSending {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  async run(messages: ReadyMessage[], lease: Lease, account: { name: string; gateway: string }) {
    const now = toSqlInstant(this.clock.now())
    return this.db.connection().transaction(async (trx): Promise<SendingMessage[]> => {
      const moved = await this.#moveToSending(trx, messages, lease, account.name, now)
      if (moved.size === 0) return []
      const attempts = await this.#insertAttempts(trx, moved, lease, account, now)
      await appendMessageEvents(
        trx,
        [...moved.keys()].map((messageId) => ({
          messageId,
          at: now,
          actor: lease.claimedBy,
          from: MessageStatuses.pending,
          to: MessageStatuses.sending,
        }))
      )
      return messages
        .filter((message) => moved.has(message.id))
        .map((message) => ({
          ...message,
          attemptId: attempts.get(message.id)!,
          attemptNumber: moved.get(message.id)!,
        }))
    })
  }

  async #moveToSending(
    trx: TransactionClientContract,
    messages: ReadyMessage[],
    lease: Lease,
    account: string,
    now: string
  ): Promise<Map<number, number>> {
    const rows = await query<{ id: number; attempt_count: number }>(trx, moveToSending(trx), {
      rows: JSON.stringify(
        messages.map((message) => ({
          message_id: message.id,
          phone_number: message.phoneNumber,
          body: message.body,
          encoding: message.encoding,
          segments: message.segments,
          template_version: message.templateVersion,
          leave_before: message.leaveBefore,
        }))
      ),
      token: lease.token,
      lease_until: lease.until,
      account,
      now,
      now_ms: this.clock.nowMs(),
    })
    return new Map(rows.map((row) => [row.id, row.attempt_count]))
  }

  async #insertAttempts(
    trx: TransactionClientContract,
    moved: Map<number, number>,
    lease: Lease,
    account: { name: string; gateway: string },
    now: string
  ): Promise<Map<number, number>> {
    const source = rowsOf(trx, 'r', { message_id: 'integer', number: 'integer' })
    const rows = await query<{ id: number; message_id: number }>(
      trx,
      `INSERT INTO sms_attempts (message_id, number, gateway, account, lease_token, started_at)
       SELECT message_id, number, :gateway, :account, :token, ${rowsOfNow(trx)} FROM ${source}
       RETURNING id, message_id`,
      {
        rows: JSON.stringify(
          [...moved].map(([messageId, number]) => ({ message_id: messageId, number }))
        ),
        gateway: account.gateway,
        account: account.name,
        token: lease.token,
        now,
      }
    )
    return new Map(rows.map((row) => [row.message_id, row.id]))
  }
}

const rowsOfNow = (trx: TransactionClientContract) =>
  trx.dialect.name === 'postgres' ? 'CAST(:now AS timestamptz)' : ':now'

const moveToSending = (trx: TransactionClientContract) => `
  UPDATE sms_messages AS m ${byId(trx)}
  SET status = 'sending', reason = NULL, error_code = NULL, error_message = NULL,
      body = r.body, encoding = r.encoding, segments = r.segments, template_version = r.template_version,
      attempt_count = m.attempt_count + 1, gateway_account = :account, lease_until = :lease_until, updated_at = :now
  FROM ${rowsOf(trx, 'r', {
    message_id: 'integer',
    phone_number: 'text',
    body: 'text',
    encoding: 'text',
    segments: 'integer',
    template_version: 'integer',
    leave_before: 'instant',
  })}
  WHERE m.id = r.message_id AND m.lease_token = :token AND m.status = 'pending' AND m.lease_until > :now_ms
    AND m.phone_number = r.phone_number
    AND (m.expires_at IS NULL OR m.expires_at > :now)
    AND (r.leave_before IS NULL OR r.leave_before > :now)
    AND NOT EXISTS (SELECT 1 FROM sms_consents c WHERE c.phone_number = m.phone_number AND c.status = 'opted_out')
    AND (m.immunization_id IS NULL OR EXISTS (
      SELECT 1 FROM immunizations i
      WHERE i.id = m.immunization_id AND i.administered_on IS NULL AND i.due_on = m.due_on))
    AND EXISTS (SELECT 1 FROM gateway_accounts a WHERE a.name = :account AND a.state IN ('active', 'probing'))
  RETURNING id, attempt_count`
