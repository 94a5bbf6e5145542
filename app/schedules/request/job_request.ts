/**
 * A request for a job, as it comes over HTTP and Kafka: when the job that `appName` names is to be
 * done with `jobData`. Null counts as missing.
 */
export const JOB_FIELDS = [
  /** A UUID, or another text of at most 200 characters; made if missing. */
  'requestId',
  'appName',
  /** ISO 8601 with an offset, or a local time in APP_TIMEZONE; in the past, the job is due at once. */
  'scheduledTime',
  'priority',
  /** Requests that repeat it create one schedule; if missing, `requestId` does that. */
  'idempotencyKey',
  'jobData',
] as const

export type JobField = (typeof JOB_FIELDS)[number]

export type JobRequest = { [Field in JobField]?: unknown }

/** Shown to those whose request is not an object. */
export const EXAMPLE_REQUEST = {
  appName: 'sms',
  scheduledTime: '2026-03-10 15:30:00',
  jobData: { phoneNumber: '+237690000000', message: 'Bonjour' },
}
