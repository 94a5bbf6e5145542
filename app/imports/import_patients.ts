import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import type { CountryCode } from 'libphonenumber-js'
import { Clock } from '#app/clock'
import { ImportBatch } from '#imports/import_batch'
import { ImportProgress } from '#imports/import_progress'
import type { ImportSummary } from '#imports/import_summary'
import { ImportedFiles } from '#imports/imported_files'
import { readHeader, type Header } from '#imports/header'
import { openCsvFile, type CsvFile } from '#imports/open_csv_file'
import type { PatientRow } from '#imports/patient_row'
import { readRecords, type CsvRecord } from '#imports/read_records'
import { RejectedRows } from '#imports/rejected_rows'
import { RowJudge } from '#imports/row_judge'

export interface ImportRequest {
  file: string
  /** Of phone numbers written in national form. */
  defaultCountry: CountryCode
  /** Does all of it, undoes it, and leaves no file. */
  dryRun?: boolean
  /** Rows written in one transaction. */
  batchSize?: number
  /** Ends the import after the batch under way. */
  signal?: AbortSignal
  onProgress?: (progress: { rows: number; share: number }) => void
}

/** A thousand rows keep SQLite's one writer for tens of milliseconds, not seconds. */
const BATCH_SIZE = 1_000

/**
 * Imports a CSV file of patients and immunizations. A bad row is rejected with all
 * its faults and stops nothing. The same file again changes nothing; a run that
 * was cut short is completed by running it again.
 */
@inject()
export class ImportPatients {
  constructor(
    private readonly clock: Clock,
    private readonly batch: ImportBatch,
    private readonly files: ImportedFiles,
    private readonly logger: Logger
  ) {}

  /** Throws UnreadableImportFile before anything is written. */
  async run(request: ImportRequest): Promise<ImportSummary> {
    const started = performance.now()
    const file = await openCsvFile(request.file)
    try {
      const progress = new ImportProgress(file, request.dryRun ?? false)
      await this.#import(file, request, progress)
      const summary = progress.summary(Math.round(performance.now() - started))
      this.#log(summary)
      return summary
    } finally {
      await file.handle.close()
    }
  }

  async #import(file: CsvFile, request: ImportRequest, progress: ImportProgress): Promise<void> {
    const records = readRecords(file)
    const first = await records.next()
    const header = readHeader(file.path, first.done ? undefined : first.value)
    progress.warn(header.warnings)

    const rejected = request.dryRun ? undefined : await RejectedRows.open(file, header.names)
    let imported: number | undefined
    try {
      if (rejected) imported = await this.files.begin(file, rejected.path)
      await this.#importRows(records, { request, file, header, progress, rejected })
    } finally {
      progress.rejectedFile = (await rejected?.close()) ?? null
      if (imported !== undefined)
        await this.files.end(imported, progress.rejectedFile, progress.rejected)
    }
  }

  async #importRows(
    records: AsyncIterable<CsvRecord>,
    { request, file, header, progress, rejected }: Run
  ): Promise<void> {
    const { dryRun = false, batchSize = BATCH_SIZE, signal } = request
    const source = { name: file.name, fingerprint: file.fingerprint, refusals: new Set<string>() }
    const judge = new RowJudge(header, {
      defaultCountry: request.defaultCountry,
      latestPast: this.clock.now().plus({ days: 1 }).toISODate(),
    })
    let rows: PatientRow[] = []
    const write = async (share: number) => {
      if (rows.length > 0) progress.add(await this.batch.run(rows, source, dryRun))
      rows = []
      request.onProgress?.({ rows: progress.rows, share })
    }

    for await (const record of records) {
      const verdict = judge.judge(record)
      if (verdict.kind === 'blank') continue
      if (verdict.kind === 'accepted') rows.push(verdict.row)
      else {
        progress.reject(verdict.row)
        await rejected?.add(verdict.row)
      }
      if (progress.countRow() % batchSize > 0) continue
      await write(record.endsAt / file.size)
      if (!signal?.aborted) continue
      progress.outcome = 'stopped'
      return
    }
    await write(1)
  }

  #log({ rejections, file, rejectedFile, warnings, ...counts }: ImportSummary) {
    this.logger.info(counts, 'import finished')
  }
}

interface Run {
  request: ImportRequest
  file: CsvFile
  header: Header
  progress: ImportProgress
  rejected: RejectedRows | undefined
}
