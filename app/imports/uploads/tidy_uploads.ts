import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { toSqlInstant } from '#storage/instants'
import { query, textList } from '#storage/sql'
import { deleteRows, updateRows } from '#storage/write_rows'
import { UploadFolder } from './upload_folder.js'

/** A file that nothing names may be one that is being received. */
const RECEIVED_WITHIN_HOURS = 24

const ENDED = `finished_at IS NOT NULL AND finished_at < :before`

/** Deletes uploads past their time, and files that no upload needs. */
@inject()
export class TidyUploads {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly folder: UploadFolder
  ) {}

  /** Returns how many uploads were deleted, or would be. */
  async run({ dryRun }: { dryRun: boolean }): Promise<number> {
    const client = this.db.connection()
    const now = this.clock.now()
    const keptSince = toSqlInstant(now.minus({ days: this.config.imports.uploadsKeptDays }))
    const before = toSqlInstant(now.minus({ days: this.config.cleanup.retentionDays }))
    if (dryRun) {
      const old = await query(client, `SELECT id FROM import_uploads WHERE ${ENDED}`, { before })
      return old.length
    }
    await this.#discard(client, keptSince)
    await updateRows(
      client,
      {
        table: 'import_uploads',
        set: 'rejected_file = NULL',
        where: `rejected_file IS NOT NULL AND ${ENDED}`,
      },
      { before: keptSince }
    )
    const from = { from: 'import_uploads', where: ENDED, returning: 'id' }
    const deleted = await deleteRows(client, from, { before })
    await this.#removeFiles(client, now.minus({ hours: RECEIVED_WITHIN_HOURS }).toMillis())
    return deleted.length
  }

  /** Those about which nobody has decided. */
  async #discard(client: QueryClientContract, keptSince: string): Promise<void> {
    await updateRows(
      client,
      {
        table: 'import_uploads',
        set: `status = 'discarded', ended_by = 'cleanup', open_as = NULL, preview = NULL, finished_at = :now, updated_at = :now`,
        where: `status = 'ready' AND created_at < :kept_since`,
      },
      { kept_since: keptSince, now: toSqlInstant(this.clock.now()) }
    )
  }

  async #removeFiles(client: QueryClientContract, beforeMs: number): Promise<void> {
    const files = await this.folder.filesBefore(beforeMs)
    if (files.length === 0) return
    type Named = Pick<Rows['import_uploads'], 'file' | 'rejected_file'>
    const named = await query<Named>(
      client,
      `SELECT file, rejected_file FROM import_uploads
       WHERE (open_as IS NOT NULL AND file IN (${textList(client, 'files')}))
          OR rejected_file IN (${textList(client, 'files')})`,
      { files: JSON.stringify(files) }
    )
    const needed = new Set(named.flatMap((row) => [row.file, row.rejected_file]))
    for (const file of files.filter((one) => !needed.has(one))) await this.folder.remove(file)
  }
}
