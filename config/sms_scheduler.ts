import env from '#start/env'
import { defineSmsScheduler } from '#settings/sms_scheduler_config'

/*
|--------------------------------------------------------------------------
| Timing and processing of Rappel
|--------------------------------------------------------------------------
|
| Edit values here, or set the environment variable named beside a key.
| The application does not start with an invalid value.
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
    /** Pause between any two batches of an account, in milliseconds (SMS_BATCH_DELAY_MS). */
    batchDelayMs: env.get('SMS_BATCH_DELAY_MS'),
    /**
     * Batches in parallel in one sweep: while one waits for the operator, another reads or writes.
     */
    lanes: 4,
    /**
     * Seconds a claim holds. Longer than the gateway's timeout (ORANGE_TIMEOUT_MS) plus the time to
     * write.
     */
    leaseSeconds: 90,
    /** Seconds after which a sweep claims nothing more; the next one continues. */
    maxSweepSeconds: 290,
    /**
     * Seconds that a process has to finish messages in flight when told to end. Longer than
     * ORANGE_TIMEOUT_MS; a supervisor must wait longer still.
     */
    drainSeconds: 30,
  },

  timetable: {
    /** Reminders of the coming days are planned. */
    generationAt: '06:00',
    /** Overdue reminders are planned again, including the visits of the morning. */
    overdueAt: '14:00',
    /** Messages finished longer ago than the retention time are deleted. */
    cleanupAt: '06:00',
    /** Yesterday is counted. */
    statisticsAt: '00:00',
    /** What was given up since the day before is told to those who get alerts. */
    digestAt: '07:30',
    /** Hours for which a missed slot is still caught up; a later slot replaces it anyway. */
    catchUpHours: 24,
  },

  /**
   * Which reminders a caregiver gets (docs/reminder_rules.md). A rule has a message type of its own,
   * whose texts "node ace template:list" shows, and may have
   *
   *   window: { start: '10:00', end: '17:00' },     instead of `window` below
   *   appliesTo: [{ vaccine: 'RR', dose: '2' }],    doses it reminds of, spelled as imported
   *   enabled: false,                               off: its open reminders are cancelled
   */
  reminders: {
    /** How many days before it is due a reminder gets its row. */
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
    /**
     * Further rules, each by a name of your own, for example
     *
     *   beforeRr2: {
     *     type: 'rr2_reminder',
     *     offsetDays: -3,
     *     timeOfDay: '09:00',
     *     timezone: 'facility',
     *     usefulUntilDays: 0,
     *     priority: 'normal',
     *     version: 1,
     *     appliesTo: [{ vaccine: 'RR', dose: '2' }],
     *   },
     */
    more: {},
  },

  text: {
    /** Used if neither the patient nor the facility has a language (DEFAULT_LANGUAGE). */
    defaultLanguage: env.get('DEFAULT_LANGUAGE'),
    /**
     * Each segment is billed. A text is shortened (docs/templates.md) to cost one, and at last to
     * cost no more than this; one that still does is not sent, with an error on the message.
     */
    maxSegments: 3,
    /**
     * Whether names and places lose accents that GSM-7 lacks (`ï`, `ç`, `ɓ`) where one letter would
     * make the SMS cost more. A text that needs UCS-2 anyway keeps them.
     */
    plainLetters: true,
    /**
     * Whether texts name vaccines. On a phone that is shared, `false` keeps them to "vaccination":
     * `{vaccine}` and `{dose}` then have no value, and `{vaccine_count}` is 0.
     */
    namesVaccine: true,
    /** Who writes, for `{programme}`: "PEV Cameroun", for example. Null: texts do not say it. */
    programme: null,
    /**
     * The word that stops the messages, for `{stop}`: one of `consent.stopWords`. Set it only if
     * replies reach Rappel (the operator's inbound webhook); null: no text promises it.
     */
    stopReply: null,
  },

  retry: {
    /** Automatic retries after the first try (SMS_MAX_RETRIES); then the message is a dead letter. */
    maxRetries: env.get('SMS_MAX_RETRIES'),
    /** Minutes before the first retry (SMS_RETRY_DELAY_MINUTES). */
    delayMinutes: env.get('SMS_RETRY_DELAY_MINUTES'),
    /** Each retry waits this many times longer than the previous one. */
    multiplier: 2,
    /** The longest wait, in minutes. */
    maxDelayMinutes: 240,
    /** Random share added to the wait, from 0 to 1. */
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
    /**
     * Total tries after which a dead letter is requeued only with a new number or text
     * (SMS_DEAD_LETTER_THRESHOLD), or by force.
     */
    deadLetterThreshold: env.get('SMS_DEAD_LETTER_THRESHOLD'),
    /** Seconds a message waits when the operator could not be reached. Counts as no retry. */
    outageDelaySeconds: 30,
    /**
     * Consecutive unreachable answers after which the account stops, except for one probe at a
     * time.
     */
    circuitThreshold: 5,
    /** Seconds between two probes. */
    circuitProbeSeconds: 60,
  },

  unknown: {
    /**
     * What becomes of a message that the operator may or may not have: `hold` (it waits for a
     * receipt or a person), `resend_once` (may reach the caregiver twice, and be charged twice) or
     * `assume_sent`.
     */
    default: 'hold',
    /** Message types with another policy, for example `{ '1_day_reminder': 'resend_once' }`. */
    byType: {},
    /** Minutes to wait for a receipt before the policy applies. */
    settleAfterMinutes: 10,
  },

  /**
   * Local times between which a reminder, or an SMS of a schedule that is not urgent, may leave: of
   * the facility, or of `timezone` where none is known.
   */
  window: { start: '08:00', end: '20:00' },

  /** Limits on the cost of SMS, against an unintended bill. */
  caps: {
    /**
     * Allowed prefixes of numbers, for example `['+237', '+221']`; others are suppressed
     * (SMS_ALLOWED_PREFIXES). `null`: the countries of the configured accounts and DEFAULT_COUNTRY.
     * `[]`, in the environment `*`, allows all.
     */
    allowedPrefixes: env.get('SMS_ALLOWED_PREFIXES') ?? null,
    /**
     * SMS to one number on one day of `timezone` (SMS_MESSAGES_PER_NUMBER_PER_DAY; 0, here null, for
     * no cap).
     */
    messagesPerNumberPerDay: env.get('SMS_MESSAGES_PER_NUMBER_PER_DAY') || null,
    /**
     * Billed segments to all numbers on one day of `timezone` (SMS_SEGMENTS_PER_DAY; 0, here null,
     * for no cap). The default bounds what a mistake costs: set it to somewhat more than your busiest
     * day.
     */
    segmentsPerDay: env.get('SMS_SEGMENTS_PER_DAY') || null,
    /**
     * A message over a cap is deferred to the next day's sending window (`delay`) or given up
     * (`suppress`).
     */
    whenOver: 'delay',
  },

  /** How often a caregiver hears from us. What is held back says so in its reason. */
  frequency: {
    /**
     * Reminders that leave as one SMS: `number` (all of one day to one number: several vaccines of
     * a child, several children of a phone), `child` (all of one day about one child) or `none`.
     * With `number`, one that comes after the day's SMS has left waits for the next day, unless it
     * would be of no use then.
     */
    together: 'number',
    /** SMS with reminders to one number on one day of `timezone`, whichever rules they come from; null for no limit. */
    remindersPerNumberPerDay: 2,
    /** The same on seven days in a row. */
    remindersPerNumberPerWeek: 5,
    /**
     * Days for which an SMS that a person sent about a child replaces the automatic reminders of
     * that child; 0: none.
     */
    daysAfterByHand: 2,
  },

  /** Whether reminders bring children to the visit (docs/results.md). */
  evaluation: {
    /** Days after a reminder within which a dose counts as its result. */
    visitWithinDays: 14,
    /**
     * Days for which visits of that time are still recorded late, before the figures of a day are
     * final. Both together are less than SMS_RETENTION_DAYS, or days are not counted to the end.
     */
    recordedWithinDays: 7,
    /**
     * Share of the children who get no reminders, from 0 to 0.5, to compare the others with them.
     * They are drawn by a keyed hash. It is a study on people: an ethics committee decides, not Rappel.
     */
    holdOutShare: 0,
    /** Another name draws other children. */
    holdOutName: 'first',
    /** A dose that is overdue for more than so many days is reminded of in any case. */
    holdOutUntilOverdueDays: 0,
  },

  receipts: {
    /** Hours after which a sent message without a final receipt counts as unconfirmed, never as delivered. */
    unconfirmedAfterHours: 72,
    /**
     * Message types that are sent once more, and charged again, if the operator could not deliver
     * them. Empty: none.
     */
    resendUndelivered: [],
    /** Minutes to wait before that: an SMS may still be delivered late. */
    resendAfterMinutes: 60,
  },

  consent: {
    /**
     * `opt_out`: send to all numbers that have not opted out; `opt_in`: only to those that opted
     * in.
     */
    policy: 'opt_out',
    /**
     * A reply with one of these words ends all SMS to its number, regardless of case, accents and
     * polite words (app/inbound/read_reply.ts). So does a sentence that clearly refuses
     * (app/inbound/is_clear_refusal.ts).
     */
    stopWords: [
      ...['stop', 'stopall', 'stoppe', 'stoppez', 'stopper', 'stopez'],
      ...[
        'arrêt',
        'arrête',
        'arrêtes',
        'arrêter',
        'arrêtez',
        'arrêtons',
        'cesse',
        'cesser',
        'cessez',
      ],
      ...['désabonne', 'désabonner', 'désabonnez', 'désabonnement'],
      ...['désinscris', 'désinscrire', 'désinscrivez', 'désinscription'],
      ...['unsubscribe', 'unsub', 'opt out', 'optout', 'quit'],
    ],
    /** A reply that is exactly one of these words opts the number in again; no other reply does. */
    startWords: ['start', 'unstop', 'reprendre', 'recommencer', 'abonner', 'subscribe'],
    /** Sent once, within a day, after a stop word: `{ fr: '…', en: '…' }`; null: nothing. */
    confirmation: null,
  },

  balance: {
    /** Minutes between two polls of the operator's contracts. */
    pollMinutes: 60,
    /** Remaining units below which there is a warning. */
    minimumUnits: 500,
    /** Days that the units last at the recent average, below which there is a warning. */
    minimumDaysLeft: 7,
    /** Days over which that average is taken. */
    averageDays: 7,
    /** Days before the end of the contract from which there is a warning. */
    minimumDaysToExpiry: 7,
  },

  schedules: {
    /** Schedules fired in one transaction (SCHEDULER_BATCH_SIZE). */
    batchSize: env.get('SCHEDULER_BATCH_SIZE'),
    /** Seconds after which an unfired occurrence counts as missed. */
    missedAfterSeconds: 60,
    /** Jobs with effects outside the database that one process runs in parallel. */
    concurrency: 4,
    /** Seconds that a claim on a job holds; it is renewed while the job runs. */
    leaseSeconds: 60,
    /**
     * Minutes after which a job is ended and counts as failed: a hanging job would otherwise hold
     * its place indefinitely.
     */
    longestJobMinutes: 60,
    /** The commands that the handler `command` may run. */
    allowedCommands: ['sms:generate', 'sms:process', 'sms:cleanup', 'sms:health', 'orange:balance'],
    /**
     * Days for which schedules that are over, their occurrences and their idempotency keys are
     * kept.
     */
    retentionDays: 30,
  },

  imports: {
    /** Megabytes of a CSV file. */
    largestFileMegabytes: 200,
    /** Lines of it, the header among them. */
    mostRows: 1_000_000,
    /** Columns of its header. */
    mostColumns: 100,
    /** Characters of a cell; names, codes and references have limits of their own. */
    longestCell: 1_000,
    /** Days for which an uploaded file waits for a decision, and its rejected rows can be had. */
    uploadsKeptDays: 7,
  },

  cleanup: {
    /** Days a finished message is kept (SMS_RETENTION_DAYS). */
    retentionDays: env.get('SMS_RETENTION_DAYS'),
    /**
     * Days a patient is kept after the last due date, visit or change, and only if no message of the
     * patient is left; null: permanently. Longer than the gap between two doses.
     */
    patientRetentionDays: 1_825,
    /** Messages deleted in one transaction (SMS_CLEANUP_BATCH_SIZE). */
    batchSize: env.get('SMS_CLEANUP_BATCH_SIZE'),
  },

  monitoring: {
    /** Minutes between two health reports in the log (SMS_HEALTH_CHECK_INTERVAL_MINUTES). */
    healthCheckIntervalMinutes: env.get('SMS_HEALTH_CHECK_INTERVAL_MINUTES'),
    /** Waiting due messages that cause a warning (SMS_ALERT_PENDING_THRESHOLD). */
    pendingThreshold: env.get('SMS_ALERT_PENDING_THRESHOLD'),
    /**
     * Share of failed attempts in the last hour that causes a warning, from 0 to 1
     * (SMS_ALERT_FAILURE_RATE).
     */
    failureRate: env.get('SMS_ALERT_FAILURE_RATE'),
    /** Attempts in the last hour below which the rate says nothing. */
    failureRateMinimumAttempts: 20,
    /** Minutes a due message may wait before a warning; twice as long is critical (SMS_ALERT_PROCESSING_DELAY_MINUTES). */
    processingDelayMinutes: env.get('SMS_ALERT_PROCESSING_DELAY_MINUTES'),
    /**
     * Hours that a pause of a facility or a message type may last before a warning: it may have been
     * forgotten. A pause of everything warns at once, and is critical after so long without an end.
     */
    pauseWarnHours: 24,
    /** Seconds without a heartbeat after which the scheduler counts as stopped. */
    heartbeatStaleSeconds: 180,
    /**
     * Seconds by which a host's clock may differ from the database's before a warning; NTP keeps it
     * far below one.
     */
    clockWarnSeconds: 5,
    /**
     * Seconds from which that is critical: messages leave before their time, or after their window.
     */
    clockFailSeconds: 60,
    /** Months after which the rules of the time zones, which come with Node, cause a warning. */
    zoneDataWarnMonths: 12,
    /** Dead letters that cause a warning. */
    deadLetterThreshold: 1,
    /**
     * Megabytes of SQLite's write-ahead log (SQLITE_FILE-wal) at which a long-open read causes a
     * warning, or is critical.
     */
    walWarnMegabytes: 64,
    walFailMegabytes: 1_024,
    /** Replies waiting for a person that raise a warning. */
    unreadRepliesThreshold: 20,
    /** Hours that one may wait before a warning. */
    unreadRepliesHours: 24,
    /** Opt-outs by SMS in one hour below which nothing is said. */
    optOutsPerHour: 20,
    /** Times the usual number of an hour from which there is a warning; three times as many are critical. */
    optOutFactor: 10,
    /** Days that the usual number is taken over. */
    optOutAverageDays: 7,
    /** Denied requests (401, 403, 404 of webhooks, 429) in an hour that raise a warning. */
    denialsPerHour: 300,
    /**
     * Hours over which health judges what became of the messages that should have gone out: a day,
     * and `receiptHours`.
     */
    outcomeWindowHours: 30,
    /**
     * Messages of a type, a facility or an account that must have missed before that is judged: one
     * of one is no alarm.
     */
    outcomeMinimumMissed: 10,
    /**
     * Share of them, from 0 to 1, that causes a warning if it is clearly above the usual of the last
     * week.
     */
    outcomeWarnShare: 0.2,
    /** Share that is critical, usual or not. */
    outcomeFailShare: 0.5,
    /**
     * Hours after which a sent message should have a receipt, where receipts are usual. Shorter than
     * `outcomeWindowHours`.
     */
    receiptHours: 6,
    /** Share of an account's messages of the last week with a receipt, from which that is usual. */
    receiptUsualShare: 0.5,
    /** Messages that become dead letters in an hour, from which there is a warning. */
    deadLettersPerHour: 10,
    /** Free megabytes on the disk of the database below which there is a warning, or it is critical. */
    diskWarnMegabytes: 2_048,
    diskFailMegabytes: 512,
    /** Minutes that an alert may wait to be sent before a warning. */
    noticeWaitMinutes: 60,
  },

  /**
   * When what health finds is told to people (docs/alerts.md); config/alerts.ts says to whom. Health
   * is asked once a minute.
   */
  alerts: {
    /** `warn`, or `fail` to be told of critical findings alone. */
    leastSeverity: 'warn',
    /** Names of health checks that are not told. Dead letters are in the digest. */
    except: ['dead_letters'],
    /** Minutes in a row that a finding must last before it is told. */
    breaches: { warn: 5, fail: 2 },
    /** Minutes in a row without it after which it is over. */
    calms: 10,
    /** Hours between two reminders of what nobody has acknowledged. */
    remindHours: { warn: 24, fail: 4 },
    /**
     * Local times of `timezone` between which notices wait, or null. From `exceptFrom` on they do not;
     * null: all wait.
     */
    quietHours: { start: '20:00', end: '07:00', exceptFrom: 'fail' },
    /** When a notice that was not taken is sent again; then it is a dead letter. */
    retry: {
      kind: 'exponential',
      delayMinutes: 1,
      multiplier: 2,
      maxDelayMinutes: 60,
      jitter: 0.2,
      retryForMinutes: 1_440,
    },
    /** Seconds after which notices of a process that died are taken by another. */
    leaseSeconds: 120,
  },
})
