import env from '#start/env'
import { defineSmsScheduler } from '#app/sms_scheduler_config'

/*
|--------------------------------------------------------------------------
| The timing and processing numbers of Rappel
|--------------------------------------------------------------------------
|
| All of it is edited here or by the environment variable named beside a key.
| A wrong value is refused when the application starts.
|
*/
export default defineSmsScheduler({
  /** Zone of the timetable below and of messages without a facility (APP_TIMEZONE). */
  timezone: env.get('APP_TIMEZONE'),

  processing: {
    /** Minutes between two sweeps (SMS_PROCESSING_INTERVAL_MINUTES). */
    intervalMinutes: env.get('SMS_PROCESSING_INTERVAL_MINUTES'),
    /** Messages claimed at once (SMS_BATCH_SIZE). A slow account claims fewer, so that leases do not run out. */
    batchSize: env.get('SMS_BATCH_SIZE'),
    /** Milliseconds of rest between two batches (SMS_BATCH_DELAY_MS). */
    batchDelayMs: env.get('SMS_BATCH_DELAY_MS'),
    /** Batches under way side by side in one sweep: while one waits for the operator, another reads or writes. */
    lanes: 4,
    /** Seconds a claim holds. Longer than the gateway's timeout (ORANGE_TIMEOUT_MS) plus the time to write. */
    leaseSeconds: 90,
    /** Seconds after which a sweep claims nothing more; the next one goes on. */
    maxSweepSeconds: 290,
    /** Seconds a process that is told to end has for what is in flight. Longer than ORANGE_TIMEOUT_MS; a supervisor's patience must be longer still. */
    drainSeconds: 30,
  },

  timetable: {
    /** Reminders are planned for the days to come. */
    generationAt: '06:00',
    /** Overdue reminders are planned again, with the visits of the morning taken into account. */
    overdueAt: '14:00',
    /** Messages finished longer ago than the retention time are deleted. */
    cleanupAt: '06:00',
    /** Yesterday is counted. */
    statisticsAt: '00:00',
    /** Hours for which a missed slot is still made up for; a later one replaces it anyway. */
    catchUpHours: 24,
  },

  reminders: {
    /** Days before it is due that a reminder gets its row. */
    horizonDays: 2,
    /** Immunizations reconciled in one transaction. */
    pageSize: 5_000,

    sevenDay: {
      type: '7_day_reminder',
      offsetDays: -7,
      timeOfDay: '09:00',
      timezone: 'facility',
      usefulUntilDays: -2,
      priority: 'normal',
      version: 1,
    },
    oneDay: {
      type: '1_day_reminder',
      offsetDays: -1,
      timeOfDay: '09:00',
      timezone: 'facility',
      usefulUntilDays: 0,
      priority: 'high',
      version: 1,
    },
    overdue: {
      type: 'overdue_reminder',
      offsetDays: 1,
      timeOfDay: '14:00',
      timezone: 'facility',
      usefulUntilDays: 4,
      priority: 'normal',
      version: 1,
    },
  },

  text: {
    /** Where neither the patient nor the facility names a language (DEFAULT_LANGUAGE). */
    defaultLanguage: env.get('DEFAULT_LANGUAGE', 'fr'),
    /** An SMS above this many segments is refused with an error on the message: each segment is billed. */
    maxSegments: 3,
  },

  retry: {
    /** Automatic retries after the first try (SMS_MAX_RETRIES); then the message is a dead letter. */
    maxRetries: env.get('SMS_MAX_RETRIES'),
    /** Minutes before the first retry (SMS_RETRY_DELAY_MINUTES). */
    delayMinutes: env.get('SMS_RETRY_DELAY_MINUTES'),
    /** Each retry waits this many times longer than the one before. */
    multiplier: 2,
    /** Minutes above which the wait does not grow. */
    maxDelayMinutes: 240,
    /** Share of the wait added at random, from 0 to 1. */
    jitter: 0,
    /**
     * Message types that are retried in another way (docs/retry_strategies.md), for example
     *
     *   '1_day_reminder': { kind: 'steps', minutes: [1, 5, 15, 30, 60], maxRetries: 5 },
     *   'overdue_reminder': {
     *     kind: 'immediate_first',
     *     then: { kind: 'linear', stepMinutes: 10, maxDelayMinutes: 60, jitter: 0.2 },
     *     retryForMinutes: 360,
     *     byReason: { request_timeout: { kind: 'steps', minutes: [1, 2] } },
     *   },
     */
    byType: {},
    /** Tries in all after which a dead letter is requeued only with a new number or text (SMS_DEAD_LETTER_THRESHOLD), or by force. */
    deadLetterThreshold: env.get('SMS_DEAD_LETTER_THRESHOLD'),
    /** Seconds a message waits after the operator could not be reached. Costs no retry. */
    outageDelaySeconds: 30,
    /** Unreachable answers in a row after which the account stops, but for one probe at a time. */
    circuitThreshold: 5,
    /** Seconds between two probes. */
    circuitProbeSeconds: 60,
  },

  unknown: {
    /**
     * What becomes of a message of which the operator may or may not have made an SMS: `hold` (it waits for a
     * receipt or a person), `resend_once` (may reach the caregiver twice, and be charged twice) or `assume_sent`.
     */
    default: 'hold',
    /** Message types that differ, for example `{ '1_day_reminder': 'resend_once' }`. */
    byType: {},
    /** Minutes left to a receipt before that is done. */
    settleAfterMinutes: 10,
  },

  /** Local time of the facility between which a reminder may leave. */
  window: { start: '08:00', end: '20:00' },

  /** Against a bill that nobody meant: what SMS may cost at most. */
  caps: {
    /** How numbers must begin, for example `['+237']`; others are suppressed. Empty allows all. */
    allowedPrefixes: [],
    /** SMS to one number on one day of `timezone`; null for no cap. */
    messagesPerNumberPerDay: null,
    /** Segments to all numbers on one day of `timezone`, as they are billed; null for no cap. */
    segmentsPerDay: null,
    /** A message over a cap is put off to the next day's sending window (`delay`) or given up (`suppress`). */
    whenOver: 'delay',
  },

  receipts: {
    /** Hours after which a sent message without a final receipt counts as unconfirmed, never as delivered. */
    unconfirmedAfterHours: 72,
    /** Message types sent once more when the operator says that one could not be delivered; it is charged again. Empty: none. */
    resendUndelivered: [],
    /** Minutes before that is done: an SMS may still be delivered late. */
    resendAfterMinutes: 60,
  },

  consent: {
    /** `opt_out`: everybody who has not said no; `opt_in`: only who has said yes. */
    policy: 'opt_out',
    /** A reply of these words ends all SMS to its number, whatever its case, accents and politeness (app/inbound/read_reply.ts). */
    stopWords: [
      'stop',
      'stopall',
      'arrêt',
      'arrête',
      'arrêter',
      'arrêtez',
      'désabonner',
      'désabonnez',
      'désabonnement',
      'désinscrire',
      'désinscription',
      'unsubscribe',
      'opt out',
      'quit',
    ],
    /** A reply that is one of these, and no more, lets them begin again; no other reply does. */
    startWords: ['start', 'unstop', 'reprendre', 'recommencer', 'abonner', 'subscribe'],
    /** Sent once, within a day, to whoever has just replied with one of the stop words: `{ fr: '…', en: '…' }`; null: nothing. */
    confirmation: null,
  },

  balance: {
    /** Minutes between two polls of the operator's contracts. */
    pollMinutes: 60,
    /** Units left that raise a warning. */
    minimumUnits: 500,
    /** Days that the units last at the recent average, below which there is a warning. */
    minimumDaysLeft: 7,
    /** Days that average is taken over. */
    averageDays: 7,
    /** Days before the end of the contract from which there is a warning. */
    minimumDaysToExpiry: 7,
  },

  schedules: {
    /** Schedules fired in one transaction (SCHEDULER_BATCH_SIZE). */
    batchSize: env.get('SCHEDULER_BATCH_SIZE'),
    /** Seconds after which an occurrence that was not fired counts as missed. */
    missedAfterSeconds: 60,
    /** Jobs with effects outside the database that one process runs side by side. */
    concurrency: 4,
    /** Seconds that a claim on a job holds; it is renewed while the job runs. */
    leaseSeconds: 60,
    /** Minutes after which a job is ended, and counts as failed: one that hangs would hold its place for ever. */
    longestJobMinutes: 60,
    /** What the handler `command` may run. */
    allowedCommands: ['sms:generate', 'sms:process', 'sms:cleanup', 'sms:health', 'orange:balance'],
    /** Days that schedules which are over, their occurrences and their idempotency keys are kept. */
    retentionDays: 30,
  },

  cleanup: {
    /** Days a finished message is kept (SMS_RETENTION_DAYS). */
    retentionDays: env.get('SMS_RETENTION_DAYS'),
    /** Messages deleted in one transaction (SMS_CLEANUP_BATCH_SIZE). */
    batchSize: env.get('SMS_CLEANUP_BATCH_SIZE'),
  },

  monitoring: {
    /** Minutes between two health reports in the log (SMS_HEALTH_CHECK_INTERVAL_MINUTES). */
    healthCheckIntervalMinutes: env.get('SMS_HEALTH_CHECK_INTERVAL_MINUTES'),
    /** Due messages waiting that raise a warning (SMS_ALERT_PENDING_THRESHOLD). */
    pendingThreshold: env.get('SMS_ALERT_PENDING_THRESHOLD'),
    /** Share of failed attempts in the last hour that raises a warning, from 0 to 1 (SMS_ALERT_FAILURE_RATE). */
    failureRate: env.get('SMS_ALERT_FAILURE_RATE'),
    /** Attempts in the last hour below which the rate says nothing. */
    failureRateMinimumAttempts: 20,
    /** Minutes a due message may wait before a warning; twice as long is critical (SMS_ALERT_PROCESSING_DELAY_MINUTES). */
    processingDelayMinutes: env.get('SMS_ALERT_PROCESSING_DELAY_MINUTES'),
    /** Seconds without a heartbeat after which the scheduler counts as stopped. */
    heartbeatStaleSeconds: 180,
    /** Dead letters waiting for people that raise a warning. */
    deadLetterThreshold: 1,
  },
})
