import { randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { ImportEnded } from '#imports/errors'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { toSqlInstant } from '#storage/instants'
import { LEASE_IS_OVER, leaseBounds } from '#storage/lease_is_over'
import { along } from '#storage/partial_indexes'
import type { Bindings } from '#storage/sql'
import { claimRows, updateRows } from '#storage/write_rows'
import { UploadFolder } from './upload_folder.js'
import { UPLOAD_COLUMNS, type StoredUpload } from './upload_row.js'

/** Another process has the upload, or a person stopped it. */
export class UploadLost extends ImportEnded {}

const NOT_HELD = `(lease_until IS NULL OR ${LEASE_IS_OVER})`

/** The right of one process to work on an upload, until it gives it back or the lease runs out. */
@inject()
export class UploadLease {
  constructor(
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly folder: UploadFolder
  ) {}

  /** The oldest upload of this folder without a holder. */
  async claim(client: QueryClientContract): Promise<StoredUpload | undefined> {
    const [upload] = await claimRows<StoredUpload>(
      client,
      {
        table: 'import_uploads',
        due: `SELECT id FROM import_uploads
          WHERE ${along('import_uploads_open')} AND folder = :folder AND ${NOT_HELD} ORDER BY id LIMIT 1`,
        set: `status = CASE status WHEN 'waiting' THEN 'running' ELSE status END,
          started_at = CASE status WHEN 'waiting' THEN :now ELSE started_at END,
          lease_token = :token, lease_until = :until, updated_at = :now`,
        where: NOT_HELD,
        returning: UPLOAD_COLUMNS,
      },
      {
        ...this.#bounds(),
        token: randomUUID(),
        now: toSqlInstant(this.clock.now()),
        folder: await this.folder.id(),
      }
    )
    return upload
  }

  /** Writes to an upload that this process holds, and extends the lease. @throws UploadLost */
  async write(
    client: QueryClientContract,
    { id, status, lease_token: token }: StoredUpload,
    set: string,
    bindings: Bindings
  ): Promise<StoredUpload> {
    const update = {
      table: 'import_uploads',
      set: `lease_until = :until, updated_at = :now, ${set}`,
      where: 'id = :id AND lease_token = :token AND status = :status',
      returning: UPLOAD_COLUMNS,
    }
    const held = { id, token, status, now: toSqlInstant(this.clock.now()), ...this.#bounds() }
    const [row] = await updateRows<StoredUpload>(client, update, { ...held, ...bindings })
    if (!row) throw new UploadLost()
    return row
  }

  /** For other processes. @throws UploadLost */
  async release(client: QueryClientContract, upload: StoredUpload): Promise<void> {
    await this.write(client, upload, 'lease_token = NULL', { until: null })
  }

  #bounds() {
    const lengthMs = this.config.processing.leaseSeconds * 1_000
    return { ...leaseBounds(this.clock, lengthMs), until: this.clock.sharedMs() + lengthMs }
  }
}
