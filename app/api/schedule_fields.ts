import string from '@adonisjs/core/helpers/string'
import { validationError, type InputFault } from '#app/api/validation_error'
import { InvalidSchedule } from '#schedules/manage/invalid_schedule'
import {
  REQUEST_FIELDS,
  type RequestField,
  type ScheduleRequest,
} from '#schedules/manage/schedule_request'
import { unknownFields } from '#values/unknown_fields'

const FIELD_BY_NAME = new Map<string, RequestField>(
  REQUEST_FIELDS.map((field) => [string.snakeCase(field), field])
)

/** The fields of a body that creates or changes a schedule. */
export interface ScheduleFields {
  /** With our names. */
  request: ScheduleRequest
  /** Those that are not known. */
  faults: InputFault[]
}

export function scheduleFields(body: Record<string, unknown>): ScheduleFields {
  const known = Object.entries(body).filter(([name]) => FIELD_BY_NAME.has(name))
  const entries = known.map(([name, value]) => [FIELD_BY_NAME.get(name), value])
  return {
    request: Object.fromEntries(entries),
    faults: unknownFields(body, [...FIELD_BY_NAME.keys()]),
  }
}

/** The schedule refuses it, and names what else is wrong with the request. */
const UNKNOWN: ScheduleRequest = Object.fromEntries([['an unknown field', true]])

/**
 * Does the work with a request, unless it has faults. @throws E_VALIDATION_ERROR with them and those
 * that the schedule finds
 */
export async function withFieldErrors<Result>(
  work: (request: ScheduleRequest) => Promise<Result>,
  { request, faults }: ScheduleFields = { request: {}, faults: [] }
): Promise<Result> {
  try {
    return await work(faults.length > 0 ? { ...request, ...UNKNOWN } : request)
  } catch (error) {
    if (!(error instanceof InvalidSchedule)) throw error
    const found = error.faults.filter(({ field }) => field !== 'a field')
    throw validationError([
      ...faults,
      ...found.map((fault) => ({ ...fault, field: nameOf(fault.field) })),
    ])
  }
}

/** A response with the API's field names; values stay unchanged. */
export function snakeKeys(answer: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [string.snakeCase(name), value])
  )
}

/** `runAt` becomes `run_at`; names inside the payload belong to its handler. */
function nameOf(field: string): string {
  const [head, ...rest] = field.split('.')
  return [string.snakeCase(head), ...rest].join('.')
}
