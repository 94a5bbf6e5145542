import string from '@adonisjs/core/helpers/string'
import { errors } from '@vinejs/vine'
import { InvalidSchedule } from '#schedules/manage/invalid_schedule'
import {
  REQUEST_FIELDS,
  type ScheduleFault,
  type RequestField,
  type ScheduleRequest,
} from '#schedules/manage/schedule_request'

const FIELD_BY_NAME = new Map<string, RequestField>(
  REQUEST_FIELDS.map((field) => [string.snakeCase(field), field])
)

/** Unknown fields that are named: the answer must not be longer than the request. */
const UNKNOWN_NAMED = 20

/**
 * The body of a request to create or change a schedule, with our field names. @throws
 * E_VALIDATION_ERROR
 */
export function scheduleRequest(body: Record<string, unknown>): ScheduleRequest {
  const unknown = Object.keys(body).filter((name) => !FIELD_BY_NAME.has(name))
  if (unknown.length > 0) throw validationError(unknown.slice(0, UNKNOWN_NAMED).map(unknownField))
  const entries = Object.entries(body).map(([name, value]) => [FIELD_BY_NAME.get(name), value])
  return Object.fromEntries(entries)
}

/** Turns `InvalidSchedule` into the API's error for invalid fields. */
export async function withFieldErrors<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof InvalidSchedule)) throw error
    throw validationError(error.faults.map((fault) => ({ ...fault, field: nameOf(fault.field) })))
  }
}

/** A response with the API's field names; values stay unchanged. */
export function snakeKeys(answer: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [string.snakeCase(name), value])
  )
}

function validationError(faults: ScheduleFault[]) {
  return new errors.E_VALIDATION_ERROR(faults.map((fault) => ({ ...fault, rule: 'usable' })))
}

/** `runAt` becomes `run_at`; names inside the payload belong to its handler. */
function nameOf(field: string): string {
  const [head, ...rest] = field.split('.')
  return [string.snakeCase(head), ...rest].join('.')
}

/** The name of a field may be anything at all. */
function unknownField(name: string): ScheduleFault {
  const field = name.length <= 40 && /^[a-z_]+$/i.test(name) ? name : 'a field'
  return {
    field,
    message: `is not a known field: there are ${[...FIELD_BY_NAME.keys()].join(', ')}`,
  }
}
