import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { ConsentPolicy } from '#settings/sms_scheduler_settings'
import type { ReconcileSummary } from '#reminders/reconcile_summary'
import type { RuleScopeRow } from '#reminders/rule_scopes'
import type { ReminderSlot } from '#reminders/reminder_slots'

/** The input of each step of the reconciliation. */
export interface ReconcileContext {
  slots: ReminderSlot[]
  /** Columns of a JSON parameter, like `slots` and `scopes`. */
  rules: { message_type: string; version: number; scoped: 0 | 1 }[]
  scopes: RuleScopeRow[]
  /**
   * If true, reminders of types outside `rules` are left alone; otherwise their rule counts as
   * gone.
   */
  onlyTheseRules: boolean
  defaultLanguage: string
  consentPolicy: ConsentPolicy
  /** Another process plans by newer zone data: the times of existing reminders are its business. */
  keepsTimes: boolean
  /** The present as an instant of the database. */
  now: string
  /** The actor in the events. */
  actor: string
}

export type ReconcileCounts = Partial<Omit<ReconcileSummary, 'durationMs' | 'complete'>>

/** One statement for a page of messages or immunizations, with the events of what it moved. */
export type ReconcileStep = (
  trx: TransactionClientContract,
  ids: number[],
  context: ReconcileContext
) => Promise<ReconcileCounts>
