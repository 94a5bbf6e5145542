import { addCounts } from '#imports/add_counts'
import type { ImportCounts, ImportSummary } from '#imports/import_summary'
import type { RejectedRow } from '#imports/rejected_row'
import { emptySummary } from '#reminders/reconcile_summary'

/** Rejected rows kept for display; the rejected file has all of them. */
const SHOWN_REJECTIONS = 10

/** Counts the results of the rows. */
export class ImportProgress {
  outcome: ImportSummary['outcome'] = 'done'
  rejectedFile: string | null = null
  rows = 0
  rejected = 0
  protected = 0
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

  countRow(): void {
    this.rows++
  }

  add(counts: ImportCounts): void {
    this.#counts = addCounts(this.#counts, counts)
  }

  reject({ line, faults, taken }: RejectedRow): void {
    this.rejected++
    if (taken) this.protected++
    if (this.#rejections.length === SHOWN_REJECTIONS) return
    this.#rejections.push({ line, faults, ...(taken && { taken }) })
  }

  summary(durationMs: number): Omit<ImportSummary, 'texts'> {
    const counts = this.#counts
    return {
      file: this.file.path,
      dryRun: this.dryRun,
      outcome: this.outcome,
      rows: this.rows,
      imported: { created: counts?.created ?? 0, updated: counts?.updated ?? 0 },
      unchanged: counts?.unchanged ?? 0,
      rejected: this.rejected,
      protected: this.protected,
      rejectedFile: this.rejectedFile,
      rejections: this.#rejections,
      patientsChanged: counts?.patientsChanged ?? 0,
      visitsKept: counts?.visitsKept ?? 0,
      consents: counts?.consents ?? { optedIn: 0, optedOut: 0, kept: 0 },
      messagesSuppressed: counts?.messagesSuppressed ?? 0,
      reminders: counts?.reminders ?? emptySummary(),
      warnings: this.#warnings,
      durationMs,
    }
  }
}
