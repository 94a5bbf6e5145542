import { basename } from 'node:path'
import { inject } from '@adonisjs/core'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { ImportPatients } from '#imports/import_patients'
import { toSqlInstant } from '#storage/instants'
import { updateRows } from '#storage/write_rows'
import { endUpload } from './end_upload.js'
import { UploadFolder } from './upload_folder.js'
import { UploadLease } from './upload_lease.js'
import type { UploadRequest } from './upload_request.js'
import type { StoredUpload } from './upload_row.js'

/**
 * Imports an upload. A batch writes its rows, and how far it is, in one transaction that checks the
 * lease: a process that is killed loses nothing and repeats nothing, and nothing changes after a
 * stop. The next process judges what is written once more, for the rejected rows, and goes on.
 */
@inject()
export class RunUpload {
  constructor(
    private readonly clock: Clock,
    private readonly patients: ImportPatients,
    private readonly lease: UploadLease,
    private readonly folder: UploadFolder
  ) {}

  /** @throws UploadLost */
  async run(
    client: QueryClientContract,
    upload: StoredUpload,
    request: UploadRequest
  ): Promise<void> {
    const rejectedFile = this.folder.rejectedFileOf(upload.file)
    try {
      const summary = await this.patients.run({
        ...request,
        actor: upload.confirmed_by ?? upload.actor,
        uploadId: upload.id,
        writtenTo: Number(upload.written_to),
        rejectedFile: this.folder.pathOf(rejectedFile),
        alongside: async (trx, { line, written: { counts } }) => {
          await this.lease.write(
            trx,
            upload,
            `written_to = :line, created_rows = created_rows + :created, updated_rows = updated_rows + :updated,
             unchanged_rows = unchanged_rows + :unchanged, failures = 0`,
            {
              line,
              created: counts.created,
              updated: counts.updated,
              unchanged: counts.unchanged,
            }
          )
        },
      })
      if (summary.outcome === 'stopped') return await this.lease.release(client, upload)
      const at = toSqlInstant(this.clock.now())
      const kept = summary.rejectedFile && basename(summary.rejectedFile)
      const ended = await endUpload(client, upload, { status: 'done', at, rejectedFile: kept })
      if (ended) await this.folder.remove(upload.file)
    } catch (error) {
      await this.#keepRejected(client, upload, rejectedFile)
      throw error
    }
  }

  /** Where a person stopped it, what was rejected until then can be had. */
  async #keepRejected(client: QueryClientContract, { id }: StoredUpload, file: string) {
    if (!(await this.folder.has(file))) return
    await updateRows(
      client,
      {
        table: 'import_uploads',
        set: 'rejected_file = :file',
        where: `id = :id AND status = 'stopped'`,
      },
      { id, file }
    )
  }
}
