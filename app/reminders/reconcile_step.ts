import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { ConsentPolicy } from '#app/sms_scheduler_settings'
import type { ReconcileSummary } from '#reminders/reconcile_summary'
import type { ReminderSlot } from '#reminders/reminder_slots'

/** What each step of the reconciliation is told. */
export interface ReconcileContext {
  slots: ReminderSlot[]
  rules: { type: string; version: number }[]
  /** Reminders of other types than those of `rules` are left alone; otherwise their rule is gone. */
  onlyTheseRules: boolean
  defaultLanguage: string
  consentPolicy: ConsentPolicy
  /** The present as an instant of the database. */
  now: string
  /** Who appears in the events. */
  actor: string
}

export type ReconcileCounts = Partial<Omit<ReconcileSummary, 'durationMs' | 'complete'>>

/** One statement for a page of messages or immunizations, with the events of what it moved. */
export type ReconcileStep = (
  trx: TransactionClientContract,
  ids: number[],
  context: ReconcileContext
) => Promise<ReconcileCounts>
