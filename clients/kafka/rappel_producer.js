/**
 * Asks Rappel for jobs over Kafka. One file for programs of any kind: it needs Node 20 and the
 * package @platformatic/kafka, and nothing else of Rappel. Types: rappel_producer.d.ts.
 */
import { randomUUID } from 'node:crypto'
import { Producer } from '@platformatic/kafka'

const MINUTE_MS = 60_000

/** Milliseconds to wait before each attempt: 1, 5, 15, 30 and 60 minutes; then 60 again. */
export const BACKOFF_MS = [1, 5, 15, 30, 60].map((minutes) => minutes * MINUTE_MS)

/** When attempt `attempt` (1 is the first retry) is to be made, counted from `from`. */
export function retryTimeOf(attempt, from = new Date()) {
  if (!Number.isInteger(attempt) || attempt < 1)
    throw new RangeError(`attempt is ${attempt}: give a whole number from 1`)
  const waitMs = BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length) - 1]
  return new Date(from.getTime() + waitMs)
}

export class RappelProducer {
  #producer
  #topics

  constructor({
    brokers,
    clientId = 'rappel-client',
    ingestTopic = 'scheduler.jobs.ingest',
    retryTopic = 'SMS_Retry',
    ...connection
  }) {
    this.#topics = { ingest: ingestTopic, retry: retryTopic }
    this.#producer = new Producer({
      retries: 5,
      ...connection,
      clientId,
      bootstrapBrokers: brokers,
      idempotent: true,
    })
    /** What failed rejects as well. */
    this.#producer.on('error', () => undefined)
  }

  /** Asks to be told on SMS_Send, at `retryTime`, that the campaign task is to be tried again. */
  async scheduleRetry(campaignTaskId, createdOn, retryTime, attempt, reason) {
    return this.#send(this.#topics.retry, {
      appName: 'sms_retry',
      idempotencyKey: `sms_retry:${campaignTaskId}:${attempt}:${asTime(createdOn)}`,
      jobData: {
        campaignTaskId,
        createdOn: asTime(createdOn),
        retryTime: asTime(retryTime),
        retryAttempt: attempt,
        ...(reason !== undefined && { failureReason: reason }),
      },
    })
  }

  /** Asks for any job: the body of POST /api/v1/jobs. */
  async scheduleJob(request) {
    const scheduledTime = request.scheduledTime && asTime(request.scheduledTime)
    return this.#send(this.#topics.ingest, { ...request, ...(scheduledTime && { scheduledTime }) })
  }

  async close() {
    await this.#producer.close()
  }

  /** Resolves with the request's id once every replica in sync has stored it. */
  async #send(topic, body) {
    const requestId = body.requestId ?? randomUUID()
    const key = body.jobData?.campaignTaskId ?? body.idempotencyKey ?? requestId
    const value = Buffer.from(JSON.stringify({ requestId, ...body }))
    await this.#producer.send({
      messages: [{ topic, key: Buffer.from(String(key)), value }],
      acks: -1,
    })
    return requestId
  }
}

/** A Date with its offset; a text as it is. */
function asTime(time) {
  return time instanceof Date ? time.toISOString() : time
}
