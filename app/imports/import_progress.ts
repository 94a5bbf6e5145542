import { addCounts } from '#imports/add_counts'
import type { ImportCounts, ImportSummary } from '#imports/import_summary'
import type { RejectedRow } from '#imports/patient_row'
import { emptySummary } from '#reminders/reconcile_summary'

/** Rejected rows kept to be shown; all of them are in the rejected file. */
const SHOWN_REJECTIONS = 10

/** Counts what becomes of the rows while they go by. */
export class ImportProgress {
  outcome: ImportSummary['outcome'] = 'done'
  rejectedFile: string | null = null
  rows = 0
  rejected = 0
  #counts: ImportCounts | undefined
  readonly #rejections: ImportSummary['rejections'] = []
  readonly #warnings: string[] = []

  constructor(
    private readonly file: { path: string },
    private readonly dryRun: boolean
  ) {}

  warn(warnings: string[]): void {
    this.#warnings.push(...warnings)
  }

  countRow(): number {
    return ++this.rows
  }

  add(counts: ImportCounts): void {
    this.#counts = addCounts(this.#counts, counts)
  }

  reject({ line, faults }: RejectedRow): void {
    this.rejected++
    if (this.#rejections.length < SHOWN_REJECTIONS) this.#rejections.push({ line, faults })
  }

  summary(durationMs: number): ImportSummary {
    const counts = this.#counts
    return {
      file: this.file.path,
      dryRun: this.dryRun,
      outcome: this.outcome,
      rows: this.rows,
      imported: { created: counts?.created ?? 0, updated: counts?.updated ?? 0 },
      unchanged: counts?.unchanged ?? 0,
      rejected: this.rejected,
      rejectedFile: this.rejectedFile,
      rejections: this.#rejections,
      visitsKept: counts?.visitsKept ?? 0,
      consents: counts?.consents ?? { optedIn: 0, optedOut: 0, kept: 0 },
      messagesSuppressed: counts?.messagesSuppressed ?? 0,
      reminders: counts?.reminders ?? emptySummary(),
      warnings: this.#warnings,
      durationMs,
    }
  }
}
