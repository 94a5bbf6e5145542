import { randomUUID } from 'node:crypto'
import { isText } from '#schedules/manage/check_options'
import { shown, type ScheduleFault, type ScheduleRequest } from '#schedules/manage/schedule_request'
import {
  EXAMPLE_REQUEST,
  JOB_FIELDS,
  type JobField,
  type JobRequest,
} from '#schedules/request/job_request'
import { isObject } from '#values/is_object'
import { unknownFields } from '#values/unknown_fields'

/** A request as it is scheduled, or with what is wrong with its form. */
export interface ReadJobRequest {
  /** Given or made; null if it cannot be used. */
  requestId: string | null
  /** By which repeated requests are recognised, and by which the job is found. */
  key: string | null
  /** Null if the request is not an object. */
  schedule: ScheduleRequest | null
  /** Where in the request the time was found, for faults. */
  timeField: 'scheduledTime' | 'jobData.retryTime'
  faults: ScheduleFault[]
}

/** Reads the envelope of a request. The time, the job and its data are checked as a schedule's. */
export function readJobRequest(body: unknown): ReadJobRequest {
  if (!isObject(body)) return notAnObject(body)
  const request: JobRequest = body
  const faults = unknownFields(body, JOB_FIELDS)
  const requestId = readText(request, 'requestId', faults) ?? randomUUID()
  const key = readText(request, 'idempotencyKey', faults) ?? requestId
  const { appName, priority, jobData: payload } = request
  const { value: runAt, field: timeField } = timeOf(request)
  if (runAt === undefined)
    faults.push({
      field: 'scheduledTime',
      message: `is missing: give an instant such as "${EXAMPLE_REQUEST.scheduledTime}"; a job whose time is past is done at once`,
    })
  return {
    requestId: faults.some(({ field }) => field === 'requestId') ? null : requestId,
    key: faults.some(({ field }) => field === 'idempotencyKey') ? null : key,
    schedule: { appName, payload, runAt, priority, idempotencyKey: key },
    timeField,
    faults,
  }
}

/** Senders of `sms_retry` from before say when in `retryTime` alone. */
function timeOf({ appName, scheduledTime, jobData }: JobRequest) {
  const isGiven = (scheduledTime ?? null) !== null
  if (
    !isGiven &&
    appName === 'sms_retry' &&
    isObject(jobData) &&
    Object.hasOwn(jobData, 'retryTime')
  )
    return { value: jobData.retryTime ?? undefined, field: 'jobData.retryTime' } as const
  return { value: scheduledTime ?? undefined, field: 'scheduledTime' } as const
}

function readText(
  request: JobRequest,
  field: 'requestId' | 'idempotencyKey',
  faults: ScheduleFault[]
): string | undefined {
  const value = (request as Record<JobField, unknown>)[field] ?? undefined
  if (value === undefined || isText(value)) return value
  faults.push({ field, message: 'must be a text of 1 to 200 characters on one line, or left out' })
  return undefined
}

function notAnObject(body: unknown): ReadJobRequest {
  const message = `the request is ${shown(Array.isArray(body) ? body : typeof body)}: it must be an object such as ${JSON.stringify(EXAMPLE_REQUEST)}`
  return {
    requestId: null,
    key: null,
    schedule: null,
    timeField: 'scheduledTime',
    faults: [{ field: '', message }],
  }
}
