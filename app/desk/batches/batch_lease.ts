import { randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { toSqlInstant } from '#storage/instants'
import { LEASE_IS_OVER, leaseBounds } from '#storage/lease_is_over'
import { along } from '#storage/partial_indexes'
import { claimRows, updateRows } from '#storage/write_rows'
import { BATCH_COLUMNS, type StoredBatch } from './batch_row.js'

/** Another process has the batch, or a person stopped it. */
export class BatchLost extends Error {}

const NOT_HELD = `(lease_until IS NULL OR ${LEASE_IS_OVER})`

/** The right of one process to work on a batch, until it gives the batch back or the lease runs out. */
@inject()
export class BatchLease {
  constructor(
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  /** The oldest batch without a holder. */
  async claim(client: QueryClientContract): Promise<StoredBatch | undefined> {
    const [batch] = await claimRows<StoredBatch>(
      client,
      {
        table: 'message_batches',
        due: `SELECT id FROM message_batches WHERE ${along('message_batches_open')} AND ${NOT_HELD}
          ORDER BY id LIMIT 1`,
        set: `status = 'running', lease_token = :token, lease_until = :until, updated_at = :now,
          started_at = COALESCE(started_at, :now)`,
        where: NOT_HELD,
        returning: BATCH_COLUMNS,
      },
      { ...this.#bounds(), token: randomUUID(), now: toSqlInstant(this.clock.now()) }
    )
    return batch
  }

  /** Extends the lease, and locks the row until the transaction ends. @throws BatchLost */
  renew(client: QueryClientContract, batch: StoredBatch): Promise<StoredBatch> {
    return this.write(client, batch, 'lease_until = :until', this.#bounds())
  }

  /** For other processes. @throws BatchLost */
  async release(client: QueryClientContract, batch: StoredBatch): Promise<void> {
    await this.write(client, batch, 'lease_token = NULL, lease_until = NULL', {})
  }

  /** Writes to a batch that this process holds. @throws BatchLost */
  async write(
    client: QueryClientContract,
    { id, lease_token: token }: StoredBatch,
    set: string,
    bindings: Record<string, string | number>
  ): Promise<StoredBatch> {
    const where = `id = :id AND lease_token = :token AND status = 'running'`
    const update = { table: 'message_batches', set, where, returning: BATCH_COLUMNS }
    const [row] = await updateRows<StoredBatch>(client, update, { ...bindings, id, token })
    if (!row) throw new BatchLost()
    return row
  }

  #bounds() {
    const lengthMs = this.config.processing.leaseSeconds * 1_000
    return { ...leaseBounds(this.clock, lengthMs), until: this.clock.sharedMs() + lengthMs }
  }
}
