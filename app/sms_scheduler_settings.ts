/** `HH:MM`, 24 hours. */
export type TimeOfDay = string

/**
 * When and until when a reminder is worth sending.
 */
export interface ReminderRule {
  type: string
  /** Days from the due date; negative is before it. */
  offsetDays: number
  /** Local time at which the message is due. */
  timeOfDay: TimeOfDay
  /** `facility` for the zone of the facility, or an IANA zone for all. */
  timezone: 'facility' | (string & {})
  /** The message is useful until the end of the sending window on this day, counted from the due date. */
  usefulUntilDays: number
  priority: 'high' | 'normal' | 'low'
  /** Part of a message's identity: raised when the meaning of the reminder changes. */
  version: number
}

export interface SmsSchedulerSettings {
  timezone: string
  processing: {
    intervalMinutes: number
    batchSize: number
    batchDelayMs: number
    lanes: number
    leaseSeconds: number
    maxSweepSeconds: number
    drainSeconds: number
  }
  timetable: {
    generationAt: TimeOfDay
    overdueAt: TimeOfDay
    cleanupAt: TimeOfDay
    statisticsAt: TimeOfDay
    catchUpHours: number
  }
  reminders: {
    horizonDays: number
    pageSize: number
    sevenDay: ReminderRule
    oneDay: ReminderRule
    overdue: ReminderRule
  }
  text: { defaultLanguage: 'fr' | 'en'; maxSegments: number }
  retry: {
    maxRetries: number
    delayMinutes: number
    multiplier: number
    maxDelayMinutes: number
    jitter: number
    deadLetterThreshold: number
    outageDelaySeconds: number
    circuitThreshold: number
    circuitProbeSeconds: number
  }
  window: { start: TimeOfDay; end: TimeOfDay }
  cleanup: { retentionDays: number; batchSize: number }
  monitoring: {
    healthCheckIntervalMinutes: number
    pendingThreshold: number
    failureRate: number
    failureRateMinimumAttempts: number
    processingDelayMinutes: number
    heartbeatStaleSeconds: number
    deadLetterThreshold: number
  }
}
