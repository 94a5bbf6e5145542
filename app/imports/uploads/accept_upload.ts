import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { insertRows } from '#storage/write_rows'
import { tidyText } from '#values/tidy_value'
import { UploadFolder, type ReceivedFile } from './upload_folder.js'
import { toUpload, UPLOAD_COLUMNS, type StoredUpload, type Upload } from './upload_row.js'

const LONGEST_NAME = 120

/** Records a received file. Any process that sees its folder finds out what it would do. */
@inject()
export class AcceptUpload {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly folder: UploadFolder
  ) {}

  /** The upload, or the one with the same content that has not ended: then the file is removed. */
  async run(received: ReceivedFile, { name, actor }: { name: string; actor: string }) {
    const folder = await this.folder.id()
    for (;;) {
      const upload = await transaction(this.db.connection(), (trx) =>
        this.#insert(trx, received, { name: readableName(name), actor, folder })
      )
      if (upload) return { upload, isNew: true }
      const same = await this.#findOpen(received.sha256)
      if (!same) continue
      await this.folder.remove(received.file)
      return { upload: same, isNew: false }
    }
  }

  async #insert(
    trx: TransactionClientContract,
    { file, bytes, sha256 }: ReceivedFile,
    { name, actor, folder }: { name: string; actor: string; folder: string }
  ): Promise<Upload | undefined> {
    const at = toSqlInstant(this.clock.now())
    const [row] = await insertRows<StoredUpload>(
      trx,
      {
        into: 'import_uploads',
        columns: `status, name, folder, file, bytes, sha256, open_as, actor, created_at, updated_at`,
        rows: `VALUES ('checking', :name, :folder, :file, :bytes, :sha256, :sha256, :actor, :at, :at)`,
        onConflict: { key: 'open_as' },
        returning: UPLOAD_COLUMNS,
      },
      { name, folder, file, bytes, sha256, actor, at }
    )
    if (!row) return undefined
    /** Without the name of the file, which may be a person's. */
    const detail = { bytes, sha256 }
    const subject = `import_upload:${row.id}`
    await appendAuditEvent(trx, { at, actor, action: 'import_uploaded', subject, detail })
    return toUpload(row)
  }

  async #findOpen(sha256: string): Promise<Upload | undefined> {
    const [row] = await query<StoredUpload>(
      this.db.connection(),
      `SELECT ${UPLOAD_COLUMNS} FROM import_uploads WHERE open_as = :sha256`,
      { sha256 }
    )
    return row && toUpload(row)
  }
}

/** What browsers send may have a path before it, and anything in it. */
function readableName(sent: string): string {
  const name = tidyText(sent.replaceAll('\0', '').split(/[\\/]/).at(-1)!)
  return [...name.toWellFormed()].slice(0, LONGEST_NAME).join('')
}
