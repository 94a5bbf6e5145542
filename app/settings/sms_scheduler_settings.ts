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
  /** Instead of the common sending window, in the zone of the facility. */
  window?: { start: TimeOfDay; end: TimeOfDay }
  /** The doses it reminds of, if not all: those that match one of these. */
  appliesTo?: RuleScope[]
  /** Off: nothing is planned by it, and what is planned and open is cancelled. Default on. */
  enabled?: boolean
}

/** A vaccine, a dose, or one dose of one vaccine, spelled as imported. */
export interface RuleScope {
  vaccine?: string
  dose?: string
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

/**
 * Which reminders leave as one SMS: those of one day to one number, those of one day about one
 * child, or none.
 */
export type Together = 'number' | 'child' | 'none'

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
    digestAt: TimeOfDay
    catchUpHours: number
  }
  reminders: {
    horizonDays: number
    pageSize: number
    sevenDay: ReminderRule
    oneDay: ReminderRule
    overdue: ReminderRule
    /** Further rules, by a name of the operator's. */
    more?: Record<string, ReminderRule>
  }
  text: {
    defaultLanguage: string
    maxSegments: number
    plainLetters: boolean
    namesVaccine: boolean
    programme: string | null
    stopReply: string | null
  }
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
    /** Null: the countries of the accounts; empty: all. */
    allowedPrefixes: string[] | null
    messagesPerNumberPerDay: number | null
    segmentsPerDay: number | null
    whenOver: 'delay' | 'suppress'
  }
  frequency: {
    together: Together
    remindersPerNumberPerDay: number | null
    remindersPerNumberPerWeek: number | null
    daysAfterByHand: number
  }
  evaluation: {
    visitWithinDays: number
    recordedWithinDays: number
    /** From 0 to 0.5; 0: every child is reminded. */
    holdOutShare: number
    holdOutName: string
    holdOutUntilOverdueDays: number
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
    /** By language. */
    confirmation: Record<string, string> | null
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
    uploadsKeptDays: number
  }
  cleanup: { retentionDays: number; patientRetentionDays: number | null; batchSize: number }
  monitoring: {
    healthCheckIntervalMinutes: number
    pendingThreshold: number
    failureRate: number
    failureRateMinimumAttempts: number
    processingDelayMinutes: number
    pauseWarnHours: number
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
    deadLettersPerHour: number
    diskWarnMegabytes: number
    diskFailMegabytes: number
    noticeWaitMinutes: number
  }
  alerts: {
    /** The least serious finding that is told. */
    leastSeverity: AlertSeverity
    /** Names of health checks that are not told. */
    except: string[]
    breaches: Record<AlertSeverity, number>
    calms: number
    remindHours: Record<AlertSeverity, number>
    quietHours: { start: TimeOfDay; end: TimeOfDay; exceptFrom: AlertSeverity | null } | null
    retry: RetryPolicySettings
    leaseSeconds: number
  }
}

/** As health checks find it. */
export type AlertSeverity = 'warn' | 'fail'
