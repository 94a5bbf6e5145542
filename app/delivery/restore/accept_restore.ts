import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { DatabaseAge } from '#delivery/restore/database_age'
import { findFindings, lastSeenWithGap } from '#delivery/restore/findings'
import { pendingRestored, type DoubtfulMessage } from '#delivery/restore/pending_restored'
import { recordRestored } from '#delivery/restore/record_restored'
import { ApplyEarlyReceipts } from '#inbound/apply_early_receipts'
import { MessageStatuses } from '#messages/message_status'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { moveAlike } from '#messages/move_alike'
import { idList } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { deleteRows } from '#storage/write_rows'

export interface AcceptedRestore {
  /** Messages of which the operator is known to have an SMS. */
  sent: number
  /** Messages of which it may have one. */
  unknown: number
}

/**
 * A person accepts a restored database. Doubtful messages are settled first, page by page, and the
 * pause ends last: if this is interrupted, the database is still paused.
 */
@inject()
export class AcceptRestore {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly age: DatabaseAge,
    private readonly earlyReceipts: ApplyEarlyReceipts,
    private readonly logger: Logger
  ) {}

  /** Returns undefined if nothing waits for review. */
  async run({ actor }: { actor: string }): Promise<AcceptedRestore | undefined> {
    await this.age.reasonToHold()
    const client = this.db.connection()
    const { databaseId } = await this.age.ofDatabase()
    const lastSeenAt = await lastSeenWithGap(client)
    const accepted = { sent: 0, unknown: 0 }
    for await (const page of pendingRestored(client, { databaseId, lastSeenAt })) {
      const moved = await transaction(client, (trx) => this.#settle(trx, page, actor))
      const sent = moved.filter(({ send }) => send?.outcome === 'accepted')
      accepted.sent += sent.length
      accepted.unknown += moved.length - sent.length
      await this.earlyReceipts.run(sent.flatMap(({ send }) => send?.providerMessageId ?? []))
    }
    const ended = await transaction(client, (trx) => this.#endPause(trx, accepted, actor))
    if (!ended) return undefined
    this.logger.warn({ actor, ...accepted }, 'a restored database was accepted: sending goes on')
    return accepted
  }

  async #settle(
    trx: TransactionClientContract,
    page: DoubtfulMessage[],
    actor: string
  ): Promise<DoubtfulMessage[]> {
    if (page.length === 0) return []
    const now = toSqlInstant(this.clock.now())
    const mover = { now, actor }
    const ids = await moveAlike(
      trx,
      {
        from: MessageStatuses.pending,
        to: MessageStatuses.unknown,
        reason: 'restored',
        where: `m.id IN (${idList(trx)})`,
      },
      { ids: JSON.stringify(page.map(({ messageId }) => messageId)) },
      mover
    )
    const movedIds = new Set(ids)
    const moved = page.filter(({ messageId }) => movedIds.has(messageId))
    const restored = moved.flatMap(({ messageId, send }) => (send ? [{ messageId, send }] : []))
    await recordRestored(trx, restored, mover)
    return moved
  }

  async #endPause(
    trx: TransactionClientContract,
    accepted: AcceptedRestore,
    actor: string
  ): Promise<boolean> {
    const ended = await deleteRows(
      trx,
      { from: 'sending_pauses', where: "scope = 'restore_review'", returning: 'id' },
      {}
    )
    if (ended.length === 0) return false
    const findings = await findFindings(trx)
    await deleteRows(trx, { from: 'restore_findings', where: '1 = 1' }, {})
    await appendAuditEvent(trx, {
      at: toSqlInstant(this.clock.now()),
      actor,
      action: 'restore_accepted',
      detail: { ...accepted, findings },
    })
    return true
  }
}
