import { findAlertFaults } from './find_alert_faults.js'
import { findConsentFaults } from './find_consent_faults.js'
import { isTimeOfDay, isWholeNumber, isZone } from './is_setting.js'
import { findEvaluationFaults } from './find_evaluation_faults.js'
import { findFrequencyFaults } from './find_frequency_faults.js'
import { findPolicyFaults } from './find_policy_faults.js'
import { findRuleFaults } from './find_rule_faults.js'
import { findUnknownKeys } from './find_unknown_keys.js'
import { SMS_SCHEDULER_KEYS } from './sms_scheduler_keys.js'
import { findRetryFaults } from './find_retry_faults.js'
import type { SmsSchedulerSettings } from './sms_scheduler_settings.js'

/** The range of each number: whole numbers unless `real`. */
const NUMBERS: Record<string, { min: number; max: number; real?: true }> = {
  'processing.intervalMinutes': { min: 1, max: 60 },
  'processing.batchSize': { min: 1, max: 500 },
  'processing.batchDelayMs': { min: 0, max: 60_000 },
  'processing.lanes': { min: 1, max: 64 },
  'processing.leaseSeconds': { min: 5, max: 3_600 },
  'processing.maxSweepSeconds': { min: 1, max: 86_400 },
  'processing.drainSeconds': { min: 1, max: 3_600 },
  'timetable.catchUpHours': { min: 1, max: 168 },
  'reminders.horizonDays': { min: 0, max: 60 },
  'reminders.pageSize': { min: 100, max: 100_000 },
  'text.maxSegments': { min: 1, max: 10 },
  'retry.maxRetries': { min: 0, max: 20 },
  'retry.delayMinutes': { min: 0.01, max: 1_440, real: true },
  'retry.multiplier': { min: 1, max: 10, real: true },
  'retry.maxDelayMinutes': { min: 0.01, max: 10_080, real: true },
  'retry.jitter': { min: 0, max: 1, real: true },
  'retry.deadLetterThreshold': { min: 1, max: 100 },
  'retry.outageDelaySeconds': { min: 1, max: 3_600 },
  'retry.circuitThreshold': { min: 1, max: 1_000 },
  'retry.circuitProbeSeconds': { min: 1, max: 3_600 },
  'unknown.settleAfterMinutes': { min: 0, max: 10_080, real: true },
  'receipts.unconfirmedAfterHours': { min: 1, max: 720 },
  'receipts.resendAfterMinutes': { min: 0, max: 10_080 },
  'balance.pollMinutes': { min: 1, max: 1_440 },
  'balance.minimumUnits': { min: 0, max: 100_000_000 },
  'balance.minimumDaysLeft': { min: 0, max: 365 },
  'balance.averageDays': { min: 1, max: 90 },
  'balance.minimumDaysToExpiry': { min: 0, max: 365 },
  'schedules.batchSize': { min: 1, max: 5_000 },
  'schedules.missedAfterSeconds': { min: 1, max: 86_400 },
  'schedules.concurrency': { min: 1, max: 64 },
  'schedules.leaseSeconds': { min: 5, max: 3_600 },
  'schedules.longestJobMinutes': { min: 1, max: 10_080 },
  'schedules.retentionDays': { min: 1, max: 3_650 },
  'imports.largestFileMegabytes': { min: 1, max: 4_000 },
  'imports.mostRows': { min: 2, max: 100_000_000 },
  'imports.mostColumns': { min: 14, max: 1_000 },
  'imports.longestCell': { min: 100, max: 30_000 },
  'imports.uploadsKeptDays': { min: 1, max: 365 },
  'cleanup.retentionDays': { min: 1, max: 3_650 },
  'cleanup.batchSize': { min: 1, max: 50_000 },
  'monitoring.healthCheckIntervalMinutes': { min: 1, max: 1_440 },
  'monitoring.pendingThreshold': { min: 1, max: 100_000_000 },
  'monitoring.failureRate': { min: 0, max: 1, real: true },
  'monitoring.failureRateMinimumAttempts': { min: 1, max: 1_000_000 },
  'monitoring.processingDelayMinutes': { min: 1, max: 10_080 },
  'monitoring.pauseWarnHours': { min: 1, max: 8_760 },
  'monitoring.heartbeatStaleSeconds': { min: 60, max: 86_400 },
  'monitoring.clockWarnSeconds': { min: 1, max: 3_600 },
  'monitoring.clockFailSeconds': { min: 1, max: 86_400 },
  'monitoring.zoneDataWarnMonths': { min: 1, max: 120 },
  'monitoring.deadLetterThreshold': { min: 1, max: 1_000_000 },
  'monitoring.walWarnMegabytes': { min: 17, max: 1_000_000 },
  'monitoring.walFailMegabytes': { min: 17, max: 1_000_000 },
  'monitoring.unreadRepliesThreshold': { min: 1, max: 1_000_000 },
  'monitoring.unreadRepliesHours': { min: 1, max: 8_760 },
  'monitoring.optOutsPerHour': { min: 1, max: 1_000_000 },
  'monitoring.optOutFactor': { min: 1, max: 10_000, real: true },
  'monitoring.optOutAverageDays': { min: 1, max: 365 },
  'monitoring.denialsPerHour': { min: 1, max: 100_000_000 },
  'monitoring.outcomeWindowHours': { min: 1, max: 168 },
  'monitoring.outcomeMinimumMissed': { min: 1, max: 1_000_000 },
  'monitoring.outcomeWarnShare': { min: 0.01, max: 1, real: true },
  'monitoring.outcomeFailShare': { min: 0.01, max: 1, real: true },
  'monitoring.receiptHours': { min: 1, max: 167 },
  'monitoring.receiptUsualShare': { min: 0.01, max: 1, real: true },
  'monitoring.deadLettersPerHour': { min: 1, max: 1_000_000 },
  'monitoring.diskWarnMegabytes': { min: 1, max: 100_000_000 },
  'monitoring.diskFailMegabytes': { min: 1, max: 100_000_000 },
  'monitoring.noticeWaitMinutes': { min: 1, max: 10_080 },
  'alerts.breaches.warn': { min: 1, max: 1_440 },
  'alerts.breaches.fail': { min: 1, max: 1_440 },
  'alerts.calms': { min: 1, max: 1_440 },
  'alerts.remindHours.warn': { min: 1, max: 720 },
  'alerts.remindHours.fail': { min: 1, max: 720 },
  'alerts.leaseSeconds': { min: 60, max: 3_600 },
}

const TIMES_OF_DAY = [
  'timetable.generationAt',
  'timetable.overdueAt',
  'timetable.cleanupAt',
  'timetable.statisticsAt',
  'timetable.digestAt',
  'window.start',
  'window.end',
]

/** Doses may lie a year apart, and a child comes back late. */
const FEWEST_PATIENT_DAYS = 365

/** Every invalid key, with its value and what is allowed. */
export function findConfigFaults(settings: SmsSchedulerSettings): string[] {
  const faults: string[] = []
  const fault = (key: string, allowed: string) =>
    faults.push(`${key} is ${JSON.stringify(valueAt(settings, key))}, allowed: ${allowed}`)

  for (const [key, { min, max, real }] of Object.entries(NUMBERS)) {
    const value = valueAt(settings, key)
    const usable =
      typeof value === 'number' && value >= min && value <= max && (real || Number.isInteger(value))
    if (!usable) fault(key, `${real ? 'a number' : 'a whole number'} from ${min} to ${max}`)
  }
  for (const key of TIMES_OF_DAY) {
    if (!isTimeOfDay(valueAt(settings, key))) fault(key, 'a time of day from "00:00" to "23:59"')
  }
  if (!isZone(settings.timezone)) fault('timezone', 'an IANA time zone such as "Africa/Douala"')
  const { patientRetentionDays: kept } = settings.cleanup ?? {}
  if (kept !== null && !isWholeNumber(kept, FEWEST_PATIENT_DAYS, 36_500))
    fault(
      'cleanup.patientRetentionDays',
      `null or a whole number from ${FEWEST_PATIENT_DAYS} to 36500`
    )
  const { receiptHours, outcomeWindowHours, outcomeWarnShare, outcomeFailShare } =
    settings.monitoring ?? {}
  if (receiptHours >= outcomeWindowHours)
    fault(
      'monitoring.receiptHours',
      `less than monitoring.outcomeWindowHours (${outcomeWindowHours})`
    )
  if (outcomeWarnShare > outcomeFailShare)
    fault(
      'monitoring.outcomeWarnShare',
      `at most monitoring.outcomeFailShare (${outcomeFailShare})`
    )
  if (settings.window && !(settings.window.start < settings.window.end)) {
    fault('window.end', 'a time after window.start')
  }
  const groups = [
    findRuleFaults,
    findPolicyFaults,
    findFrequencyFaults,
    findConsentFaults,
    findEvaluationFaults,
    findAlertFaults,
  ]
  for (const findFaults of groups) {
    findFaults(settings, (key, value, allowed) =>
      faults.push(`${key} is ${JSON.stringify(value)}, allowed: ${allowed}`)
    )
  }
  faults.push(...findUnknownKeys(settings, SMS_SCHEDULER_KEYS))
  return [...faults, ...findThresholdFaults(settings), ...findRetryFaults(settings.retry?.byType)]
}

/** A message whose automatic tries alone exceed the threshold could never be requeued by a person. */
function findThresholdFaults({ retry }: SmsSchedulerSettings): string[] {
  const threshold = retry?.deadLetterThreshold
  const limits = [
    ['retry.maxRetries', retry?.maxRetries],
    ...Object.entries(retry?.byType ?? {}).map(([type, policy]) => [
      `retry.byType.${type}.maxRetries`,
      policy?.maxRetries,
    ]),
  ] as [key: string, retries: unknown][]
  return limits
    .filter(([, retries]) => Number(retries) > Number(threshold))
    .map(
      ([key, retries]) =>
        `${key} is ${retries}, allowed: at most retry.deadLetterThreshold, which is ${threshold}`
    )
}

function valueAt(settings: object, key: string): unknown {
  return key.split('.').reduce((value: any, part) => value?.[part], settings)
}
