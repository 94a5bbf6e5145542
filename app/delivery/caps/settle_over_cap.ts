import type { DateTime } from 'luxon'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import type { OverCap } from '#delivery/caps/cost_caps'
import { localDayOf } from '#messages/daily_counts'
import type { Settlement } from '#delivery/send/settle_unsent'
import { MessageStatuses } from '#messages/message_status'
import { sendingWindow } from '#values/sending_window'
import { isTimeZone } from '#values/time_zone'
import { fromSqlInstant, toSqlInstantCeiling } from '#storage/instants'

/** What becomes of a message that is over a cap today, by `caps.whenOver`. */
export function settleOverCap(
  { message, reason }: OverCap,
  now: DateTime,
  config: SmsSchedulerConfig
): Settlement {
  const settlement = { id: message.id, detail: null, scheduledAt: null }
  if (config.caps.whenOver === 'suppress')
    return { ...settlement, status: MessageStatuses.suppressed, reason }

  const scheduledAt = toSqlInstantCeiling(firstWindowOfNextDay(message.timezone, now, config))
  if (message.expiresAt && message.expiresAt <= scheduledAt)
    return { ...settlement, status: MessageStatuses.expired, reason: 'over_cap_until_deadline' }
  return { ...settlement, status: MessageStatuses.pending, reason, scheduledAt }
}

/** The first instant in a sending window after the counters restart. */
function firstWindowOfNextDay(
  timezone: string | null,
  now: DateTime,
  config: SmsSchedulerConfig
): DateTime {
  const zone = timezone && isTimeZone(timezone) ? timezone : config.timezone
  const nextDay = fromSqlInstant(localDayOf(now, config.timezone).end)
  return sendingWindow(nextDay, zone, config.window).opensAt
}
