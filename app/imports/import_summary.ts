import type { ReconcileSummary } from '#reminders/reconcile_summary'
import type { RejectedRow } from '#imports/patient_row'

/** What one batch, or the whole file, has come to. Every row is in exactly one of created, updated, unchanged, rejected. */
export interface ImportCounts {
  created: number
  updated: number
  unchanged: number
  /** Rows without a visit date for a visit that is on record: the visit stays. */
  visitsKept: number
  consents: { optedIn: number; optedOut: number; kept: number }
  /** Pending messages of numbers that now say no. */
  messagesSuppressed: number
  reminders: ReconcileSummary
}

export interface ImportSummary {
  file: string
  dryRun: boolean
  /** `stopped`: the process was told to end; what is done is done, running it again goes on. */
  outcome: 'done' | 'stopped'
  rows: number
  imported: { created: number; updated: number }
  unchanged: number
  rejected: number
  rejectedFile: string | null
  /** The first rejected rows, to be shown. */
  rejections: Omit<RejectedRow, 'values'>[]
  visitsKept: number
  consents: ImportCounts['consents']
  messagesSuppressed: number
  reminders: ReconcileSummary
  warnings: string[]
  durationMs: number
}
