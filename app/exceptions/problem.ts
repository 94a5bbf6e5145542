import { STATUS_CODES } from 'node:http'
import { Exception } from '@adonisjs/core/exceptions'
import { Unavailable } from '#exceptions/unavailable'

export const PROBLEM_JSON = 'application/problem+json'

/** An error as RFC 9457 has it, and what belongs into headers beside it. */
export interface Problem {
  status: number
  /** For people; no inner details, and nothing that was sent but what the caller may be told of. */
  detail: string
  /** A name for programs, such as `E_UNKNOWN_FACILITY`. */
  code?: string
  /** Of a body or query that does not validate. */
  errors?: { field: string; rule: string; message: string }[]
  headers?: Record<string, string | number>
}

/** In place of messages that are not written for callers. */
const DETAILS: Record<number, string> = {
  400: 'The request cannot be read',
  401: 'A valid token is needed: send "Authorization: Bearer …"',
  404: 'There is nothing here',
  413: 'The body is too large',
  415: 'A body of this kind cannot be read',
  429: 'Too many requests: wait as long as Retry-After says, in seconds',
  500: 'Something went wrong on our side; the log has it under this instance',
  503: 'This cannot be done at the moment: try again after Retry-After, in seconds',
}

/** Their messages quote what was sent, or the URL, which may hold a secret. */
const OF_THE_FRAMEWORK = [
  'E_ROUTE_NOT_FOUND',
  'E_ROW_NOT_FOUND',
  'E_REQUEST_ENTITY_TOO_LARGE',
  'E_ENCODING_UNSUPPORTED',
  'E_REQUEST_ABORTED',
]

/** What the caller is told about anything that was thrown. */
export function problemOf(error: any): Problem {
  if (error instanceof Unavailable)
    return { ...known(503), headers: { 'Retry-After': error.retryAfterSeconds } }
  const status = isClientError(error?.status) ? error.status : 500
  if (error?.code === 'E_VALIDATION_ERROR') return invalid(error.messages)
  if (error?.code === 'E_TOO_MANY_REQUESTS')
    return { ...known(429), headers: { 'Retry-After': Math.max(1, error.response.availableIn) } }
  if (status === 401) return { ...known(401), headers: { 'WWW-Authenticate': 'Bearer' } }
  if (status < 500 && error instanceof Exception && !OF_THE_FRAMEWORK.includes(error.code!))
    return { status, detail: error.message, code: error.code }
  return known(status)
}

/** The members of the answer in the order of the RFC. */
export function problemJson({ headers, status, ...rest }: Problem, instance?: string): string {
  const title = STATUS_CODES[status]
  return JSON.stringify({ type: 'about:blank', title, status, ...rest, instance })
}

function known(status: number): Problem {
  return { status, detail: DETAILS[status] ?? STATUS_CODES[status] ?? 'Refused' }
}

function invalid(messages: { field: string; rule: string; message: string }[]): Problem {
  return {
    status: 422,
    detail: 'Some fields cannot be used: errors says which and why',
    code: 'E_VALIDATION_ERROR',
    errors: messages.map(({ field, rule, message }) => ({ field, rule, message })),
  }
}

function isClientError(status: unknown): status is number {
  return typeof status === 'number' && status >= 400 && status < 500
}
