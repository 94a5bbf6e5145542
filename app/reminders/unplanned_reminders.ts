import type { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { slotsOn, type ReminderSlot } from '#reminders/reminder_slots'
import { isAboutDose } from '#reminders/rule_scopes'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'

/**
 * Why a reminder has no row. `given`: the dose was given before one was needed. `cancelled`: it is not due any more. `not_yet`: it is
 * planned later. `past`: no reminder was of any use any more when the immunization came, or its row
 * was deleted after the retention time. `missing`: the next generation plans it.
 */
export type WhyUnplanned = 'given' | 'cancelled' | 'not_yet' | 'past' | 'missing'

export interface UnplannedReminder {
  type: string
  why: WhyUnplanned
  /** When the rule wants it to leave, and from when on it has a row: instants of the database. */
  plannedAt: string
  rowFrom: string
}

/** The reminders of an immunization that have no row, by the same slots as the reconciliation. */
export function unplannedReminders(
  dose: Pick<
    Rows['immunizations'],
    'vaccine' | 'dose' | 'due_on' | 'administered_on' | 'cancelled_at'
  >,
  planned: ReadonlySet<string>,
  { config, zone, now }: { config: SmsSchedulerConfig; zone: string; now: DateTime }
): UnplannedReminder[] {
  const { horizonDays } = config.reminders
  const slots = slotsOn(dose.due_on, [zone], {
    rules: config.rules.filter((rule) => isAboutDose(rule, dose)),
    window: config.window,
    fallbackZone: config.timezone,
    now,
    horizon: now.plus({ days: horizonDays }),
  })
  const whyNot = ({ plan, expires_at: expiresAt }: ReminderSlot): WhyUnplanned => {
    if (dose.administered_on !== null) return 'given'
    if (dose.cancelled_at !== null) return 'cancelled'
    if (plan !== null) return 'missing'
    return expiresAt <= toSqlInstant(now) ? 'past' : 'not_yet'
  }
  return slots
    .filter(({ message_type: type }) => !planned.has(type))
    .map((slot) => ({
      type: slot.message_type,
      why: whyNot(slot),
      plannedAt: slot.planned_at,
      rowFrom: toSqlInstant(fromSqlInstant(slot.planned_at).minus({ days: horizonDays })),
    }))
}
