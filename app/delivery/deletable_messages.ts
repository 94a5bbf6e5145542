import type { DateTime } from 'luxon'
import type { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { localDayOf } from '#delivery/daily_counts'
import { FINISHED_STATUSES, sqlList } from '#models/message_status'
import { toSqlInstant } from '#storage/instants'

/**
 * Days after the last use of any reminder for which its row stays: the row is
 * what keeps the reconciliation from planning the reminder again. A day would do
 * for the time zones; the rest is room for a rule that is made useful for longer.
 */
const RECONCILE_MARGIN_DAYS = 7

/** What may be deleted, as bindings of `DELETABLE`. */
export interface DeletionLimits {
  /** Messages whose last move was before this instant of the database. */
  before: string
  /** Reminders about due dates before this day. */
  due_before: string
}

/** Finished, past its retention time, and of no more use to the reconciliation. */
export const DELETABLE = `status IN (${sqlList(FINISHED_STATUSES)})
  AND updated_at < :before AND (due_on IS NULL OR due_on < :due_before)`

export function deletionLimits(now: DateTime, config: SmsSchedulerConfig): DeletionLimits {
  const usefulFor = Math.max(...config.rules.map(({ usefulUntilDays }) => usefulUntilDays))
  const retained = toSqlInstant(now.minus({ days: config.cleanup.retentionDays }))
  /** The last day of a zone may have 25 hours: today is not over, so it cannot be counted yet. */
  const today = localDayOf(now, config.timezone).start
  return {
    before: retained < today ? retained : today,
    due_before: now
      .toUTC()
      .minus({ days: usefulFor + RECONCILE_MARGIN_DAYS })
      .toFormat('yyyy-MM-dd'),
  }
}
