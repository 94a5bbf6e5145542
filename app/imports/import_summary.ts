import type { ReconcileSummary } from '#reminders/reconcile_summary'
import type { TextCostSummary } from '#texts/text_costs'
import type { RejectedRow } from '#imports/rejected_row'

/**
 * The result of one batch or of the whole file. Every row is in exactly one of created, updated,
 * unchanged, rejected.
 */
export interface ImportCounts {
  created: number
  updated: number
  unchanged: number
  /** Patients on record whose data are others now, deaths and moves among them. */
  patientsChanged: number
  /** Rows without a visit date for a visit that is on record: the visit stays. */
  visitsKept: number
  consents: { optedIn: number; optedOut: number; kept: number }
  /** Pending messages of numbers that have now opted out. */
  messagesSuppressed: number
  reminders: ReconcileSummary
}

export interface ImportSummary {
  file: string
  dryRun: boolean
  /**
   * `stopped`: the process was told to end. Finished batches stay; running it again does the rest.
   */
  outcome: 'done' | 'stopped'
  rows: number
  imported: { created: number; updated: number }
  unchanged: number
  rejected: number
  /** Rejected rows of which a refusal, a visit, a death or a move is in force all the same. */
  protected: number
  rejectedFile: string | null
  /** The first rejected rows, to be shown. */
  rejections: Pick<RejectedRow, 'line' | 'faults' | 'taken'>[]
  patientsChanged: number
  visitsKept: number
  consents: ImportCounts['consents']
  messagesSuppressed: number
  reminders: ReconcileSummary
  /** What the first reminders of coming visits will cost; null where no visit is to come. */
  texts: TextCostSummary | null
  warnings: string[]
  durationMs: number
}
