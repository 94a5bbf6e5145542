/** `HH:MM`, 24 hours. */
export type TimeOfDay = string

/** When a reminder is sent, and until when it is useful. */
export interface ReminderRule {
  type: string
  /** Days from the due date; negative is before it. */
  offsetDays: number
  /** Local time at which the message is due. */
  timeOfDay: TimeOfDay
  /** `facility` for the zone of the facility, or an IANA zone for all. */
  timezone: 'facility' | (string & {})
  /**
   * The message is useful until the end of the sending window on this day, counted from the due
   * date.
   */
  usefulUntilDays: number
  priority: 'high' | 'normal' | 'low'
  /** Part of a message's identity: increment it when the meaning of the reminder changes. */
  version: number
}

/**
 * What becomes of a message with an unknown outcome. `hold`: it waits for a receipt or a person.
 * `resend_once`: it is sent once more, which may reach the caregiver twice. `assume_sent`: it
 * counts as sent.
 */
export type UnknownPolicy = 'hold' | 'resend_once' | 'assume_sent'

/** Random share added to the wait, from 0 to 1; default none. */
interface Jitter {
  jitter?: number
}

/**
 * The wait before a retry, in minutes. `steps` repeats its last value; `immediate_first` continues
 * with another kind.
 */
export type RetryWaits = TimedRetryWaits | { kind: 'immediate_first'; then: TimedRetryWaits }

type TimedRetryWaits =
  | (Jitter & {
      kind: 'exponential'
      delayMinutes: number
      multiplier: number
      maxDelayMinutes: number
    })
  | (Jitter & { kind: 'linear'; stepMinutes: number; maxDelayMinutes: number })
  | (Jitter & { kind: 'steps'; minutes: number[] })

/** When retries end: after a number of retries, or a time since the first failure of the series. */
export type RetryLimit =
  | { maxRetries: number; retryForMinutes?: undefined }
  | { retryForMinutes: number; maxRetries?: undefined }

/** How messages of one type are retried after a passing fault. */
export type RetryPolicySettings = RetryWaits &
  RetryLimit & {
    /** Reasons or outcomes that are not retried. */
    neverFor?: string[]
    /** Other waits for one reason, with their own limit or the one above. */
    byReason?: Record<string, RetryWaits & (RetryLimit | { [Key in keyof RetryLimit]?: undefined })>
  }

/** Which numbers are sent to: all that have not opted out, or only those that opted in. */
export type ConsentPolicy = 'opt_out' | 'opt_in'

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
  text: { defaultLanguage: 'fr' | 'en'; maxSegments: number; plainLetters: boolean }
  retry: {
    maxRetries: number
    delayMinutes: number
    multiplier: number
    maxDelayMinutes: number
    jitter: number
    byType: Record<string, RetryPolicySettings>
    deadLetterThreshold: number
    outageDelaySeconds: number
    circuitThreshold: number
    circuitProbeSeconds: number
  }
  unknown: {
    default: UnknownPolicy
    byType: Record<string, UnknownPolicy>
    settleAfterMinutes: number
  }
  window: { start: TimeOfDay; end: TimeOfDay }
  caps: {
    allowedPrefixes: string[]
    messagesPerNumberPerDay: number | null
    segmentsPerDay: number | null
    whenOver: 'delay' | 'suppress'
  }
  receipts: {
    unconfirmedAfterHours: number
    resendUndelivered: string[]
    resendAfterMinutes: number
  }
  consent: {
    policy: ConsentPolicy
    stopWords: string[]
    startWords: string[]
    confirmation: Record<'fr' | 'en', string> | null
  }
  balance: {
    pollMinutes: number
    minimumUnits: number
    minimumDaysLeft: number
    averageDays: number
    minimumDaysToExpiry: number
  }
  schedules: {
    batchSize: number
    missedAfterSeconds: number
    concurrency: number
    leaseSeconds: number
    longestJobMinutes: number
    allowedCommands: string[]
    retentionDays: number
  }
  imports: {
    largestFileMegabytes: number
    mostRows: number
    mostColumns: number
    longestCell: number
  }
  cleanup: { retentionDays: number; patientRetentionDays: number | null; batchSize: number }
  monitoring: {
    healthCheckIntervalMinutes: number
    pendingThreshold: number
    failureRate: number
    failureRateMinimumAttempts: number
    processingDelayMinutes: number
    heartbeatStaleSeconds: number
    clockWarnSeconds: number
    clockFailSeconds: number
    zoneDataWarnMonths: number
    deadLetterThreshold: number
    walWarnMegabytes: number
    walFailMegabytes: number
    unreadRepliesThreshold: number
    unreadRepliesHours: number
    optOutsPerHour: number
    optOutFactor: number
    optOutAverageDays: number
    denialsPerHour: number
    outcomeWindowHours: number
    outcomeMinimumMissed: number
    outcomeWarnShare: number
    outcomeFailShare: number
    receiptHours: number
    receiptUsualShare: number
  }
}
