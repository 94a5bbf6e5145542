import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'
import { updateRows } from '#storage/write_rows'
import { toUpload, UPLOAD_COLUMNS, type StoredUpload, type Upload } from './upload_row.js'

/** Has an upload imported, once: whoever confirms first. */
@inject()
export class ConfirmUpload {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** Null unless it waited for this. */
  run({ id, actor }: { id: number; actor: string }): Promise<Upload | null> {
    const at = toSqlInstant(this.clock.now())
    return transaction(this.db.connection(), async (trx) => {
      const [row] = await updateRows<StoredUpload>(
        trx,
        {
          table: 'import_uploads',
          set: `status = 'waiting', confirmed_by = :actor, rows_read = 0, rejected = 0, percent = 0,
            preview = NULL, failures = 0, lease_until = NULL, updated_at = :at`,
          where: `id = :id AND status = 'ready'`,
          returning: UPLOAD_COLUMNS,
        },
        { id, actor, at }
      )
      if (!row) return null
      const subject = `import_upload:${id}`
      await appendAuditEvent(trx, { at, actor, action: 'import_confirmed', subject })
      return toUpload(row)
    })
  }
}
