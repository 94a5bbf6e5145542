import type { DateTime } from 'luxon'
import type { AlertSeverity, SmsSchedulerSettings } from '#settings/sms_scheduler_settings'
import { sendingWindow } from '#values/sending_window'
import { localInstant } from '#values/local_instant'

/** The instant from which a notice may leave: now, or the end of the quiet hours. */
export function earliestInstant(
  now: DateTime<true>,
  severity: AlertSeverity,
  { timezone, alerts: { quietHours } }: Pick<SmsSchedulerSettings, 'timezone' | 'alerts'>
): DateTime<true> {
  if (!quietHours || isExcepted(severity, quietHours.exceptFrom)) return now
  const { start, end } = quietHours
  /** Within a day the rest is a window; over midnight it is what the window leaves out. */
  if (end < start) return sendingWindow(now, timezone, { start: end, end: start }).opensAt
  const quiet = sendingWindow(now, timezone, { start, end })
  return quiet.open ? localInstant(dateOf(now, timezone), end, timezone) : now
}

function isExcepted(severity: AlertSeverity, from: AlertSeverity | null): boolean {
  return from === 'warn' || (from === 'fail' && severity === 'fail')
}

const dateOf = (now: DateTime, zone: string) => now.setZone(zone).toFormat('yyyy-MM-dd')
