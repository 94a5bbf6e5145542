import { DateTime } from 'luxon'
import type { BrokerRecord } from '#ingest/broker/broker_record'
import type { IngestFault } from '#ingest/ingest_faults'
import { isObject } from '#values/is_object'

export type RecordReading = { ok: true; body: unknown } | { ok: false; fault: IngestFault }

export interface ReadingOptions {
  /** On the topic of retries, `appName` may be missing. */
  isRetryTopic: boolean
  /** Identifies a record that brings no id: the same when it is delivered again. */
  identity: string
  largestBytes: number
  /** Of the times that older senders leave out. */
  timezone: string
}

const AS_SENDERS_WRITE_TIMES = 'yyyy-MM-dd HH:mm:ss'
const DECIMAL = /^\d{1,15}$/
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The request in a record, as the rules of all requests take it (#schedules/request). */
export function readRecord(record: BrokerRecord, options: ReadingOptions): RecordReading {
  const { value, key } = record
  const bytes = (value?.length ?? 0) + (key?.length ?? 0)
  if (bytes > options.largestBytes)
    return fault(
      'oversize',
      `it has ${bytes} bytes: at most ${options.largestBytes} are read (largestRecordBytes)`
    )
  if (!value) return fault('malformed', 'it has no value: a request is a JSON object in UTF-8')
  let body: unknown
  try {
    body = JSON.parse(utf8.decode(value))
  } catch {
    /** The error would quote the text. */
    return fault('malformed', 'its value is not JSON in UTF-8')
  }
  if (!isObject(body)) return { ok: true, body }
  const request = options.isRetryTopic ? asRetryRequest(body, record, options) : body
  return { ok: true, body: withIdentity(request, options.identity) }
}

/**
 * Older senders write the retry without an envelope, the id as text, and leave out the attempt (the
 * first) and when the message was created (when they sent this).
 */
function asRetryRequest(body: object, { timestamp }: BrokerRecord, { timezone }: ReadingOptions) {
  const { requestId, idempotencyKey, priority, scheduledTime, ...rest } = body as any
  const isFlat = !('jobData' in body) && !('appName' in body) && 'campaignTaskId' in body
  if (!isFlat) return { appName: 'sms_retry', ...body }
  const { campaignTaskId } = rest
  return {
    ...(requestId !== undefined && { requestId }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    ...(priority !== undefined && { priority }),
    ...(scheduledTime !== undefined && { scheduledTime }),
    appName: 'sms_retry',
    jobData: {
      ...(rest.createdOn === undefined && { createdOn: asWritten(timestamp, timezone) }),
      retryAttempt: 1,
      ...rest,
      ...(DECIMAL.test(campaignTaskId) && { campaignTaskId: Number(campaignTaskId) }),
    },
  }
}

function asWritten(timestamp: bigint, timezone: string): string {
  return DateTime.fromMillis(Number(timestamp), { zone: timezone }).toFormat(AS_SENDERS_WRITE_TIMES)
}

/** A random id, as over HTTP, would make a second job of a record that is delivered again. */
function withIdentity(body: object, identity: string): object {
  const { requestId } = body as { requestId?: unknown }
  return (requestId ?? null) === null ? { ...body, requestId: identity } : body
}

function fault(errorClass: IngestFault['errorClass'], reason: string): RecordReading {
  return { ok: false, fault: { errorClass, reason, attempts: 1 } }
}
