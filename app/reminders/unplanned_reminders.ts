import type { DateTime } from 'luxon'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { slotsOn } from '#reminders/reminder_slots'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'

/**
 * Why a reminder has no row. `given`: the dose was given before one was needed. `not_yet`: it is
 * planned later. `past`: no reminder was of any use any more when the immunization came, or its row
 * was deleted after the retention time. `missing`: the next generation plans it.
 */
export type WhyUnplanned = 'given' | 'not_yet' | 'past' | 'missing'

export interface UnplannedReminder {
  type: string
  why: WhyUnplanned
  /** When the rule wants it to leave, and from when on it has a row: instants of the database. */
  plannedAt: string
  rowFrom: string
}

/** The reminders of an immunization that have no row, by the same slots as the reconciliation. */
export function unplannedReminders(
  { due_on: dueOn, administered_on: givenOn }: { due_on: string; administered_on: string | null },
  planned: ReadonlySet<string>,
  { config, zone, now }: { config: SmsSchedulerConfig; zone: string; now: DateTime }
): UnplannedReminder[] {
  const { horizonDays } = config.reminders
  const slots = slotsOn(dueOn, [zone], {
    rules: config.rules,
    window: config.window,
    fallbackZone: config.timezone,
    now,
    horizon: now.plus({ days: horizonDays }),
  })
  const isHistory = slots.every(({ expires_at: expiresAt }) => expiresAt <= toSqlInstant(now))
  const whyNot = (isWanted: boolean): WhyUnplanned => {
    if (givenOn !== null) return 'given'
    if (isHistory) return 'past'
    return isWanted ? 'missing' : 'not_yet'
  }
  return slots
    .filter(({ message_type: type }) => !planned.has(type))
    .map(({ message_type: type, plan, planned_at: plannedAt }) => ({
      type,
      why: whyNot(plan !== null),
      plannedAt,
      rowFrom: toSqlInstant(fromSqlInstant(plannedAt).minus({ days: horizonDays })),
    }))
}
