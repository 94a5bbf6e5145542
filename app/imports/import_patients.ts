import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import type { CountryCode } from 'libphonenumber-js'
import { Clock } from '#app/clock'
import { ImportBatch } from '#imports/import_batch'
import { ImportProgress } from '#imports/import_progress'
import type { ImportSummary } from '#imports/import_summary'
import { FirstLines } from '#imports/first_lines'
import { readHeader, type Header } from '#imports/header'
import { openCsvFile, type CsvFile } from '#imports/open_csv_file'
import { parseRow, type RowRules } from '#imports/parse_row'
import type { Fault, PatientRow } from '#imports/patient_row'
import { readRecords, type CsvRecord } from '#imports/read_records'
import { RejectedRows } from '#imports/rejected_rows'
import { shorten } from '#imports/tidy_value'

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

    const rejected = request.dryRun ? undefined : await RejectedRows.open(file)
    try {
      await this.#importRows(records, header, file, request, progress, rejected)
    } finally {
      progress.rejectedFile = (await rejected?.close()) ?? null
    }
  }

  async #importRows(
    records: AsyncGenerator<CsvRecord>,
    header: Header,
    file: CsvFile,
    request: ImportRequest,
    progress: ImportProgress,
    rejected: RejectedRows | undefined
  ): Promise<void> {
    const batchSize = request.batchSize ?? BATCH_SIZE
    const firstLines = new FirstLines()
    const rules: RowRules = {
      defaultCountry: request.defaultCountry,
      latestPast: this.clock.now().plus({ days: 1 }).toISODate(),
    }
    let rows: PatientRow[] = []
    const write = async () => {
      if (rows.length > 0) progress.add(await this.batch.run(rows, file, request.dryRun ?? false))
      rows = []
    }

    for await (const record of records) {
      if (isBlank(record)) continue
      const accepted = acceptRecord(record, header, rules, firstLines)
      if ('row' in accepted) rows.push(accepted.row)
      else {
        const values = record.kind === 'values' ? record.values : []
        const rejection = { line: record.line, faults: accepted.faults, values }
        progress.reject(rejection)
        await rejected?.add(rejection, header.names)
      }
      if (progress.countRow() % batchSize === 0) {
        await write()
        request.onProgress?.({ rows: progress.rows, share: record.endsAt / file.size })
        if (request.signal?.aborted) {
          progress.outcome = 'stopped'
          return
        }
      }
    }
    await write()
    request.onProgress?.({ rows: progress.rows, share: 1 })
  }

  #log({ rejections, file, warnings, ...counts }: ImportSummary) {
    this.logger.info(counts, 'import finished')
  }
}

function isBlank(record: CsvRecord): boolean {
  return record.kind === 'values' && record.values.every((value) => value.trim() === '')
}

function acceptRecord(
  record: CsvRecord,
  header: Header,
  rules: RowRules,
  firstLines: FirstLines
): { row: PatientRow } | { faults: Fault[] } {
  if (record.kind === 'broken') {
    return { faults: [{ field: 'row', value: shorten(record.text), reason: record.reason }] }
  }
  const parsed = parseRow(record.values, record.line, header, rules)
  if ('faults' in parsed) return parsed
  const verdict = firstLines.accept(parsed.row)
  return 'faults' in verdict ? verdict : { row: { ...parsed.row, ...verdict } }
}
