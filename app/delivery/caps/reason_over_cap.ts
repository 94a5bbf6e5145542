import type { DateTime } from 'luxon'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { WHOLE_DAY, type Counts } from '#delivery/caps/sending_counts'
import { tomorrowsWindow } from '#delivery/caps/tomorrows_window'
import type { ReadyMessage } from '#delivery/message_in_hand'
import type { Reason } from '#messages/reasons'
import { toSqlInstant } from '#storage/instants'

export type OverCapReason = Extract<
  Reason,
  'number_cap' | 'day_cap' | 'reminded_today' | 'day_limit' | 'week_limit'
>

interface Circumstances {
  /** Of today. */
  counts: Counts
  /** SMS with reminders on the six days before, by number. */
  weekBefore: Map<string, number>
  now: DateTime
  config: SmsSchedulerConfig
}

/** Why a message may not leave today; null if it may. */
export function reasonOverCap(
  message: ReadyMessage,
  circumstances: Circumstances
): OverCapReason | null {
  const { counts, config } = circumstances
  const { messagesPerNumberPerDay: perNumber, segmentsPerDay } = config.caps
  const ofNumber = counts.get(message.phoneNumber)?.count ?? 0
  const ofDay = counts.get(WHOLE_DAY)?.count ?? 0
  if (perNumber !== null && ofNumber >= perNumber) return 'number_cap'
  if (segmentsPerDay !== null && ofDay + message.segments > segmentsPerDay) return 'day_cap'
  return message.isReminder ? tooManyReminders(message, circumstances) : null
}

function tooManyReminders(
  message: ReadyMessage,
  { counts, weekBefore, now, config }: Circumstances
): OverCapReason | null {
  const { together, remindersPerNumberPerDay, remindersPerNumberPerWeek } = config.frequency
  const today = counts.get(message.phoneNumber)?.reminders ?? 0
  const thisWeek = today + (weekBefore.get(message.phoneNumber) ?? 0)
  if (remindersPerNumberPerDay !== null && today >= remindersPerNumberPerDay) return 'day_limit'
  if (remindersPerNumberPerWeek !== null && thisWeek >= remindersPerNumberPerWeek)
    return 'week_limit'
  const isLate = together === 'number' && today > 0 && !message.isAgain
  return isLate && isOfUseTomorrow(message, now, config) ? 'reminded_today' : null
}

/** Whether nothing that the SMS carries loses its use by waiting for the next day's window. */
function isOfUseTomorrow(
  message: ReadyMessage,
  now: DateTime,
  config: SmsSchedulerConfig
): boolean {
  const { usefulUntil } = message
  return usefulUntil === null || usefulUntil > toSqlInstant(tomorrowsWindow(message, now, config))
}
