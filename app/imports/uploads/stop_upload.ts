import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'
import { updateRows } from '#storage/write_rows'
import { UploadFolder } from './upload_folder.js'
import { toUpload, UPLOAD_COLUMNS, type StoredUpload, type Upload } from './upload_row.js'

/** Before it was confirmed, an upload is discarded; after that it is stopped. */
export const STOPS = {
  discarded: `status IN ('checking', 'ready')`,
  stopped: `status IN ('waiting', 'running')`,
} as const

export interface StopRequest {
  id: number
  actor: string
  as: keyof typeof STOPS
}

/** Ends an upload: what it has imported stays, and it imports nothing more. */
@inject()
export class StopUpload {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly folder: UploadFolder
  ) {}

  /** Null if it had ended or moved on. */
  async run({ id, actor, as }: StopRequest): Promise<Upload | null> {
    const at = toSqlInstant(this.clock.now())
    const stopped = await transaction(this.db.connection(), async (trx) => {
      const [row] = await updateRows<StoredUpload>(
        trx,
        {
          table: 'import_uploads',
          set: `status = :as, ended_by = :actor, open_as = NULL, preview = NULL, lease_token = NULL, lease_until = NULL,
            finished_at = :at, updated_at = :at`,
          where: `id = :id AND ${STOPS[as]}`,
          returning: UPLOAD_COLUMNS,
        },
        { id, actor, as, at }
      )
      if (!row) return null
      const subject = `import_upload:${id}`
      const detail = { rows: row.rows_read, rejected: row.rejected }
      await appendAuditEvent(trx, { at, actor, action: `import_${as}`, subject, detail })
      return row
    })
    if (stopped) await this.folder.remove(stopped.file)
    return stopped && toUpload(stopped)
  }
}
