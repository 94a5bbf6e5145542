import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { AccountCountries } from '#gateways/account_countries'
import { UnreadableImportFile } from '#imports/errors'
import { toSqlInstant } from '#storage/instants'
import { CheckUpload } from './check_upload.js'
import { endUpload } from './end_upload.js'
import { RunUpload } from './run_upload.js'
import { UploadFolder } from './upload_folder.js'
import { UploadLease, UploadLost } from './upload_lease.js'
import type { StoredUpload } from './upload_row.js'

/** Tries that fail in a row before an upload is given up. Between two its lease runs out. */
const MOST_FAILURES = 5

export interface WorkOffOptions {
  /** Ends the work between two batches; another process goes on. */
  signal?: AbortSignal
  /** Called after each batch; for tests. */
  onBatch?: (upload: StoredUpload) => Promise<void> | void
  /** Rows of a batch; for tests. */
  batchSize?: number
}

/** Checks and imports the uploads of this folder, one after the other. */
@inject()
export class WorkOffUploads {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly lease: UploadLease,
    private readonly folder: UploadFolder,
    private readonly check: CheckUpload,
    private readonly running: RunUpload,
    private readonly countries: AccountCountries,
    private readonly logger: Logger
  ) {}

  /** Returns how many were worked on. */
  async run(options: WorkOffOptions = {}): Promise<number> {
    const client = this.db.connection()
    for (let uploads = 0; ; uploads++) {
      const upload = options.signal?.aborted ? undefined : await this.lease.claim(client)
      if (!upload) return uploads
      try {
        await this.#workOff(client, upload, options)
      } catch (error) {
        if (!(error instanceof UploadLost)) await this.#noteFailure(client, upload, error)
      }
    }
  }

  async #workOff(
    client: QueryClientContract,
    upload: StoredUpload,
    { signal, onBatch, ...options }: WorkOffOptions
  ): Promise<void> {
    const [defaultCountry] = this.countries.all()
    const work = upload.status === 'checking' ? this.check : this.running
    await work.run(client, upload, {
      ...options,
      defaultCountry,
      file: this.folder.pathOf(upload.file),
      name: upload.name,
      signal,
      onProgress: async ({ rows, rejected, share }) => {
        await this.lease.write(
          client,
          upload,
          'rows_read = :rows, rejected = :rejected, percent = :percent',
          { rows, rejected, percent: Math.floor(share * 100) }
        )
        await onBatch?.(upload)
      },
    })
    this.logger.info({ upload: upload.id, actor: upload.actor }, 'upload worked on')
  }

  /** The lease is kept until it runs out, so that a lasting fault is not retried continuously. */
  async #noteFailure(client: QueryClientContract, upload: StoredUpload, err: unknown) {
    this.logger.error({ err, upload: upload.id }, 'an upload could not be worked on')
    try {
      const { failures } = await this.lease.write(client, upload, 'failures = failures + 1', {})
      if (failures < MOST_FAILURES && !(err instanceof UnreadableImportFile)) return
      const at = toSqlInstant(this.clock.now())
      const ended = await endUpload(client, upload, { status: 'failed', at })
      if (ended) await this.folder.remove(upload.file)
    } catch (error) {
      if (!(error instanceof UploadLost)) throw error
    }
  }
}
