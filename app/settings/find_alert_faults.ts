import { findRetryPolicyFaults } from './find_retry_faults.js'
import { isTimeOfDay } from './is_setting.js'
import type { AlertSeverity, SmsSchedulerSettings } from './sms_scheduler_settings.js'

const SEVERITIES: readonly (AlertSeverity | null)[] = ['warn', 'fail']

/** The faults of `alerts` that are not about numbers alone. */
export function findAlertFaults(
  { alerts }: SmsSchedulerSettings,
  fault: (key: string, value: unknown, allowed: string) => void
): void {
  const { leastSeverity, except, quietHours, retry } = alerts ?? {}
  if (!SEVERITIES.includes(leastSeverity))
    fault('alerts.leastSeverity', leastSeverity, '"warn" or "fail"')
  if (!Array.isArray(except) || except.some((name) => typeof name !== 'string'))
    fault('alerts.except', except, 'a list of names of health checks, such as ["languages"]')
  for (const problem of findRetryPolicyFaults('alerts.retry', retry))
    fault('alerts.retry', retry, problem)
  if (quietHours === null) return
  for (const edge of ['start', 'end'] as const) {
    if (!isTimeOfDay(quietHours?.[edge]))
      fault(`alerts.quietHours.${edge}`, quietHours?.[edge], 'a time of day such as "20:00"')
  }
  if (quietHours?.start === quietHours?.end)
    fault('alerts.quietHours.end', quietHours?.end, 'a time other than alerts.quietHours.start')
  if (![...SEVERITIES, null].includes(quietHours?.exceptFrom))
    fault('alerts.quietHours.exceptFrom', quietHours?.exceptFrom, '"warn", "fail" or null')
}
