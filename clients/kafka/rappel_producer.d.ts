/** TLS and SASL are options of @platformatic/kafka and are handed on to it. */
export interface RappelProducerOptions {
  /** `host:port` of some brokers. */
  brokers: string[]
  /** Name in the broker's log; default `rappel-client`. */
  clientId?: string
  /** KAFKA_INGEST_TOPIC of Rappel; default `scheduler.jobs.ingest`. */
  ingestTopic?: string
  /** KAFKA_RETRY_TOPIC of Rappel; default `SMS_Retry`. */
  retryTopic?: string
  tls?: object
  sasl?: {
    mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
    username: string
    password: string
  }
}

/** A Date, or a text: ISO 8601 with an offset, or a local time in Rappel's APP_TIMEZONE. */
export type Time = Date | string

/** The body of POST /api/v1/jobs. */
export interface JobRequest {
  /** Made if absent; requests with one id make one job. */
  requestId?: string
  /** `sms`, `sms_retry`, or another job that this Rappel knows. */
  appName: string
  /** In the past: done at once. */
  scheduledTime: Time
  priority?: 'high' | 'normal' | 'low'
  /** Requests with one key make one job; instead of `requestId`. */
  idempotencyKey?: string
  jobData: Record<string, unknown>
}

/** Milliseconds to wait before each attempt: 1, 5, 15, 30 and 60 minutes; then 60 again. */
export const BACKOFF_MS: readonly number[]

/**
 * When attempt `attempt` (1 is the first retry) is to be made by these presets.
 *
 * @throws RangeError unless it is a whole number from 1
 */
export function retryTimeOf(attempt: number, from?: Date): Date

export class RappelProducer {
  constructor(options: RappelProducerOptions)

  /**
   * Asks to be told on SMS_Send, at `retryTime`, that the campaign task is to be tried again. The
   * same task, creation and attempt make one retry, however often they are sent.
   *
   * Resolves with the id of the request once every replica in sync has stored it; after a rejection
   * call it again.
   */
  scheduleRetry(
    campaignTaskId: number,
    createdOn: Time,
    retryTime: Time,
    attempt: number,
    reason?: string
  ): Promise<string>

  /**
   * Asks for any job. After a rejection call it again with the same `requestId` or
   * `idempotencyKey`: without either it would be another job.
   */
  scheduleJob(request: JobRequest): Promise<string>

  close(): Promise<void>
}
