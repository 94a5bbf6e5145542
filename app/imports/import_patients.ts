import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { CountryCode } from 'libphonenumber-js'
import { Clock } from '#app/clock'
import { IMPORT } from '#consents/upsert_consents'
import { ImportEnded } from '#imports/errors'
import { ImportBatch } from '#imports/import_batch'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { CountTextCosts } from '#imports/count_text_costs'
import { ImportProgress } from '#imports/import_progress'
import type { ImportSummary } from '#imports/import_summary'
import { ImportedFiles, type ImportResult } from '#imports/imported_files'
import { readHeader, type Header } from '#imports/header'
import { openCsvFile, type CsvFile } from '#imports/open_csv_file'
import { JudgedRows } from '#imports/judged_rows'
import { readRecords } from '#imports/read_records'
import type { CsvRecord } from '#imports/readable_section'
import { RejectedRows } from '#imports/rejected_rows'
import { RowJudge } from '#imports/row_judge'
import type { WrittenBatch } from '#imports/write_batch'
import type { AuditAction } from '#storage/audit/audit_actions'
import { AuditLog } from '#storage/audit/audit_log'
import { SHIPPED_LANGUAGES, TemplateStore } from '#texts/template_store'
import { ShortTurns } from '#storage/short_turns'

export interface ImportRequest {
  file: string
  /** Who imports, for the audit log; default `application`. */
  actor?: string
  /** The country of phone numbers in national form. */
  defaultCountry: CountryCode
  /** Does everything, rolls it back, and leaves no file. */
  dryRun?: boolean
  /** Lets a row replace another child who is on record under its reference. */
  replace?: boolean
  /** What the file is called, where that is not the end of its path. */
  name?: string
  /** The upload that it came with. */
  uploadId?: number
  /** Where rejected rows go; default: beside the file. */
  rejectedFile?: string
  /** The last line that an interrupted run has written: up to it, rows are only judged again. */
  writtenTo?: number
  /** More work for the transaction of a batch that ends with this line. */
  alongside?: (
    trx: TransactionClientContract,
    batch: { line: number; written: WrittenBatch }
  ) => Promise<void>
  /** Rows written in one transaction at most. */
  batchSize?: number
  /** Ends the import after the current batch. */
  signal?: AbortSignal
  /** Called after each batch, and awaited. */
  onProgress?: (progress: { rows: number; rejected: number; share: number }) => unknown
}

/** Rows kept in memory until they are written. On a fast machine this many fit into a turn. */
const BATCH_SIZE = 1_500

/**
 * Imports a CSV file of patients and immunizations. A bad row is rejected with all its faults and
 * does not stop the import. Importing the same file again changes nothing; an interrupted run is
 * completed by running it again.
 */
@inject()
export class ImportPatients {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly batch: ImportBatch,
    private readonly files: ImportedFiles,
    private readonly audit: AuditLog,
    private readonly templates: TemplateStore,
    private readonly costs: CountTextCosts,
    private readonly logger: Logger
  ) {}

  /** Throws UnreadableImportFile before anything is written. */
  async run(request: ImportRequest): Promise<ImportSummary> {
    const started = performance.now()
    this.costs.begin()
    const opened = await openCsvFile(request.file, this.config.imports)
    const file = { ...opened, name: request.name ?? opened.name }
    try {
      const progress = new ImportProgress(file, request.dryRun ?? false)
      await this.#import(file, request, progress)
      const durationMs = Math.round(performance.now() - started)
      const summary = { ...progress.summary(durationMs), texts: this.costs.summary }
      this.#log(summary)
      return summary
    } finally {
      await file.handle.close()
    }
  }

  async #import(file: CsvFile, request: ImportRequest, progress: ImportProgress): Promise<void> {
    const records = readRecords(file)
    const first = await records.next()
    const header = readHeader(file.path, first.done ? undefined : first.value, this.config.imports)
    progress.warn(header.warnings)

    const rejected = request.dryRun
      ? undefined
      : await RejectedRows.open(file, header.names, request.rejectedFile)
    let imported: number | undefined
    let outcome: ImportResult['outcome'] = 'failed'
    try {
      if (rejected) {
        imported = await this.files.begin(file, rejected.path, request)
        await this.#audit('import_started', imported, request, { fingerprint: file.fingerprint })
      }
      await this.#importRows(records, { request, file, header, progress, rejected })
      outcome = progress.outcome
    } catch (error) {
      if (error instanceof ImportEnded) outcome = 'stopped'
      throw error
    } finally {
      progress.rejectedFile = (await rejected?.close()) ?? null
      if (imported !== undefined) {
        const { rows, imported: written, unchanged, rejected: refused } = progress.summary(0)
        const counts = { rows, ...written, unchanged, rejected: refused }
        await this.files.end(imported, progress.rejectedFile, { outcome, ...counts })
        await this.#audit('import_ended', imported, request, { outcome, ...counts })
      }
    }
  }

  /** Without the name of the file, which may be a person's. */
  #audit(action: AuditAction, imported: number, request: ImportRequest, detail: object) {
    const { actor = 'application', replace = false } = request
    const subject = `imported_file:${imported}`
    return this.audit.append({ actor, action, subject, detail: { replace, ...detail } })
  }

  async #importRows(
    records: AsyncIterable<CsvRecord>,
    { request, file, header, progress, rejected }: Run
  ): Promise<void> {
    const { dryRun = false, batchSize = BATCH_SIZE, writtenTo = 0, alongside, signal } = request
    const source = {
      fingerprint: file.fingerprint,
      evidenceOf: (line: number) => `${file.name} line ${line} sha256:${file.fingerprint}`,
      refusals: new Set<string>(),
      rezoned: new Set<string>(),
      replace: request.replace ?? false,
      actor: IMPORT,
    }
    const judge = new RowJudge(header, {
      defaultCountry: request.defaultCountry,
      latestPast: this.clock.now().plus({ days: 1 }).toISODate(),
      longestCell: this.config.imports.longestCell,
      languages: new Set([...SHIPPED_LANGUAGES, ...(await this.templates.languages())]),
    })
    const turns = new ShortTurns(this.db.connection(), batchSize)
    let judged = new JudgedRows()
    let line = 0
    const write = async (share: number) => {
      const batch = judged.batch()
      const isRepeated = line <= writtenTo
      const written = batch
        ? await this.batch.run(batch, source, {
            turns,
            dryRun: dryRun || isRepeated,
            alongside: isRepeated
              ? undefined
              : (trx, result) => alongside?.(trx, { line, written: result }),
          })
        : undefined
      if (written && !isRepeated) progress.add(written.counts)
      if (batch && written) {
        const conflicts = new Set(written.conflicts.map(({ row }) => row))
        await this.costs.add(batch.rows.filter((row) => !conflicts.has(row)))
      }
      for (const { row } of written?.conflicts ?? []) judge.forget(row)
      for (const row of judged.rejections(written)) {
        progress.reject(row)
        await rejected?.add(row)
      }
      judged = new JudgedRows()
      await request.onProgress?.({ rows: progress.rows, rejected: progress.rejected, share })
    }

    for await (const record of records) {
      const verdict = judge.judge(record)
      if (verdict.kind === 'blank') continue
      judged.add(verdict)
      progress.countRow()
      line = record.line
      if (judged.count < turns.size && line !== writtenTo) continue
      await write(record.endsAt / file.size)
      if (!signal?.aborted) continue
      progress.outcome = 'stopped'
      return
    }
    await write(1)
  }

  #log({ rejections, file, rejectedFile, warnings, texts, ...counts }: ImportSummary) {
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
