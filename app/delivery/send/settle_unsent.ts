import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import type { RestoredSend } from '#delivery/restore/collect_sends'
import { recordRestored } from '#delivery/restore/record_restored'
import { RestoreErasedOptOuts } from '#consents/restore_erased_opt_outs'
import { MessageStatuses, type MessageStatus } from '#messages/message_status'
import { toSqlInstant } from '#storage/instants'
import { moveMessages, type MessageMove } from '#messages/move_messages'
import type { Reason } from '#messages/reasons'
import { rowsOf } from '#storage/sql'
import { transaction } from '#storage/transaction'

/** The decision about a claimed message that is not sent now. */
export interface Settlement {
  id: number
  status: Extract<
    MessageStatus,
    'pending' | 'expired' | 'cancelled' | 'suppressed' | 'failed' | 'unknown'
  >
  reason: Reason
  /** For people, for example which placeholder is missing. */
  detail: string | null
  /** An instant of the database, for a message that stays pending. */
  scheduledAt: string | null
  /** What is known about a message that was sent before the database was restored. */
  send?: RestoredSend
}

/**
 * Writes the gate's decisions about messages that do not leave, and refusals that outlived an
 * erasure, in one transaction.
 */
@inject()
export class SettleUnsent {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly erased: RestoreErasedOptOuts
  ) {}

  /**
   * Returns the settlements that were applied. The other messages belong to a worker that took the
   * lease in the meantime.
   */
  async run(
    settlements: Settlement[],
    lease: { token: string; claimedBy: string }
  ): Promise<Settlement[]> {
    if (settlements.length === 0) return []
    return transaction(this.db.connection(), (trx) => this.#write(trx, settlements, lease))
  }

  async #write(
    trx: TransactionClientContract,
    settlements: Settlement[],
    lease: { token: string; claimedBy: string }
  ): Promise<Settlement[]> {
    const now = toSqlInstant(this.clock.now())

    const byId = new Map(settlements.map((settlement) => [settlement.id, settlement]))
    const moved = await moveMessages<Pick<Rows['sms_messages'], 'id' | 'phone_number'>>(
      trx,
      unsent(trx),
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
      },
      ({ id }) => {
        const { status: to, reason, detail } = byId.get(id)!
        if (to === MessageStatuses.pending) return null
        return { actor: lease.claimedBy, from: MessageStatuses.pending, to, reason, detail }
      }
    )
    const phones = new Map(moved.map((row) => [row.id, row.phone_number]))
    const held = settlements.filter(({ id }) => phones.has(id))
    await this.erased.run(
      trx,
      held.flatMap(({ id, reason }) => (reason === 'opted_out' ? (phones.get(id) ?? []) : [])),
      lease.claimedBy
    )
    await recordRestored(
      trx,
      held.flatMap(({ id, send }) => (send ? [{ messageId: id, send }] : [])),
      { now, actor: lease.claimedBy }
    )
    return held
  }
}

const unsent = (trx: TransactionClientContract): MessageMove => ({
  byId: true,
  from: rowsOf(trx, 'r', {
    message_id: 'integer',
    status: 'text',
    reason: 'text',
    detail: 'text',
    scheduled_at: 'instant',
    failed_at: 'instant',
  }),
  on: 'm.id = r.message_id',
  status: 'r.status',
  reason: 'r.reason',
  set: `error_message = r.detail,
      scheduled_at = COALESCE(r.scheduled_at, m.scheduled_at), failed_at = COALESCE(r.failed_at, m.failed_at)`,
  where: `m.lease_token = :token AND m.status = 'pending'`,
  returning: 'phone_number',
})
