import type { DateTime } from 'luxon'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import type { ReadyMessage } from '#delivery/message_in_hand'
import { localDayOf } from '#messages/daily_counts'
import { fromSqlInstant } from '#storage/instants'
import { sendingWindow } from '#values/sending_window'
import { isTimeZone } from '#values/time_zone'

/** The first instant in a sending window after the counters of the day restart. */
export function tomorrowsWindow(
  { timezone, messageType }: Pick<ReadyMessage, 'timezone' | 'messageType'>,
  now: DateTime,
  config: SmsSchedulerConfig
): DateTime {
  const zone = timezone && isTimeZone(timezone) ? timezone : config.timezone
  const nextDay = fromSqlInstant(localDayOf(now, config.timezone).end)
  return sendingWindow(nextDay, zone, config.windowOf(messageType)).opensAt
}
