import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { RestoreErasedOptOuts } from '#consents/restore_erased_opt_outs'
import { MessageStatuses, type MessageStatus } from '#models/message_status'
import { toSqlInstant } from '#storage/instants'
import { appendMessageEvents } from '#storage/message_events'
import { retryDeadlocks } from '#storage/retry_deadlocks'
import { byId, query, rowsOf } from '#storage/sql'

/** What becomes of a claimed message that is not sent now. */
export interface Settlement {
  id: number
  status: Extract<MessageStatus, 'pending' | 'expired' | 'cancelled' | 'suppressed' | 'failed'>
  reason: string
  /** For people, for example which placeholder is missing. */
  detail: string | null
  /** An instant of the database, for a message that stays pending. */
  scheduledAt: string | null
}

/** Writes the decisions of the gate about messages that do not leave, and the refusals that outlived an erasure, all in one transaction. */
@inject()
export class SettleUnsent {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly erased: RestoreErasedOptOuts
  ) {}

  /** Returns the settlements that held: the others belong to whoever took the lease meanwhile. */
  async run(
    settlements: Settlement[],
    lease: { token: string; claimedBy: string }
  ): Promise<Settlement[]> {
    if (settlements.length === 0) return []
    return retryDeadlocks(() =>
      this.db.connection().transaction((trx) => this.#write(trx, settlements, lease))
    )
  }

  async #write(
    trx: TransactionClientContract,
    settlements: Settlement[],
    lease: { token: string; claimedBy: string }
  ): Promise<Settlement[]> {
    const now = toSqlInstant(this.clock.now())

    const source = rowsOf(trx, 'r', {
      message_id: 'integer',
      status: 'text',
      reason: 'text',
      detail: 'text',
      scheduled_at: 'instant',
      failed_at: 'instant',
    })
    const moved = await query<{ id: number; phone_number: string | null }>(
      trx,
      `UPDATE sms_messages AS m ${byId(trx)}
         SET status = r.status, reason = r.reason, error_message = r.detail,
             scheduled_at = COALESCE(r.scheduled_at, m.scheduled_at), failed_at = COALESCE(r.failed_at, m.failed_at),
             lease_token = NULL, lease_until = NULL, claimed_by = NULL, updated_at = :now
         FROM ${source}
         WHERE m.id = r.message_id AND m.lease_token = :token AND m.status = 'pending'
         RETURNING id, phone_number`,
      {
        rows: JSON.stringify(
          settlements.map(({ id, status, reason, detail, scheduledAt }) => ({
            message_id: id,
            status,
            reason,
            detail,
            scheduled_at: scheduledAt,
            failed_at: status === MessageStatuses.failed ? now : null,
          }))
        ),
        token: lease.token,
        now,
      }
    )
    const phones = new Map(moved.map((row) => [row.id, row.phone_number]))
    const held = settlements.filter(({ id }) => phones.has(id))
    await this.erased.run(
      trx,
      held.flatMap(({ id, reason }) => (reason === 'opted_out' ? (phones.get(id) ?? []) : [])),
      lease.claimedBy
    )
    await appendMessageEvents(
      trx,
      held
        .filter(({ status }) => status !== MessageStatuses.pending)
        .map(({ id, status, reason, detail }) => ({
          messageId: id,
          at: now,
          actor: lease.claimedBy,
          from: MessageStatuses.pending,
          to: status,
          reason,
          detail,
        }))
    )
    return held
  }
}
