import { STATUS_CODES } from 'node:http'
import { Exception } from '@adonisjs/core/exceptions'
import { TokenCapReached } from '#access/errors'
import { CommitNotConfirmed, CommitRefused } from '#storage/commit_errors'
import { MonitoringSecretMissing } from '#exceptions/monitoring_secret_missing'
import { Unavailable } from '#exceptions/unavailable'

export const PROBLEM_JSON = 'application/problem+json'

/** An error as in RFC 9457, and its response headers. */
export interface Problem {
  status: number
  /** For people; no internal details, and only input that the caller may see. */
  detail: string
  /** Machine-readable, such as `E_UNKNOWN_FACILITY`. */
  code?: string
  /** The cap that a token has reached. */
  cap?: string
  /** For a body or query that does not validate. */
  errors?: { field: string; rule: string; message: string }[]
  headers?: Record<string, string | number>
}

/** Replaces messages that are not written for callers. */
const DETAILS: Record<number, string> = {
  400: 'The request cannot be read',
  401: 'A valid token is needed: send "Authorization: Bearer …"',
  404: 'There is nothing here',
  413: 'The body is too large',
  415: 'This type of body is not supported',
  429: 'Too many requests: wait for Retry-After seconds',
  500: 'Something went wrong on our side; the log has it under this instance',
  503: 'Not available at the moment: try again after Retry-After seconds',
}

/** Their messages quote the input or the URL, which may contain a secret. */
const OF_THE_FRAMEWORK = [
  'E_ROUTE_NOT_FOUND',
  'E_ROW_NOT_FOUND',
  'E_ENCODING_UNSUPPORTED',
  'E_REQUEST_ABORTED',
]

/** What the caller is told about a thrown error. */
export function problemOf(error: any): Problem {
  if (error instanceof Unavailable)
    return { ...known(503), headers: { 'Retry-After': error.retryAfterSeconds } }
  if (error instanceof CommitNotConfirmed || error instanceof CommitRefused)
    return { status: error.status, detail: error.message, code: error.code }
  if (error instanceof TokenCapReached) return overCap(error)
  const status = isClientError(error?.status) ? error.status : 500
  if (error?.code === 'E_VALIDATION_ERROR') return invalid(error.messages)
  if (error?.code === 'E_TOO_MANY_REQUESTS')
    return { ...known(429), headers: { 'Retry-After': Math.max(1, error.response.availableIn) } }
  if (error instanceof MonitoringSecretMissing)
    return { status, detail: error.message, code: error.code }
  /** As where a body is measured before it is parsed. */
  if (error?.code === 'E_REQUEST_ENTITY_TOO_LARGE')
    return { ...known(413), code: 'E_BODY_TOO_LARGE' }
  if (status === 401) return { ...known(401), headers: { 'WWW-Authenticate': 'Bearer' } }
  if (status < 500 && error instanceof Exception && !OF_THE_FRAMEWORK.includes(error.code!))
    return { status, detail: error.message, code: error.code }
  return known(status)
}

/** The members of the response in the order of the RFC. */
export function problemJson({ headers, status, ...rest }: Problem, instance?: string): string {
  const title = STATUS_CODES[status]
  return JSON.stringify({ type: 'about:blank', title, status, ...rest, instance })
}

function overCap({ status, message, code, cap, retryAfterSeconds }: TokenCapReached): Problem {
  const problem = { status, detail: message, code, cap }
  if (retryAfterSeconds === null) return problem
  return { ...problem, headers: { 'Retry-After': retryAfterSeconds } }
}

function known(status: number): Problem {
  return { status, detail: DETAILS[status] ?? STATUS_CODES[status] ?? 'Refused' }
}

function invalid(messages: { field: string; rule: string; message: string }[]): Problem {
  return {
    status: 422,
    detail: 'Some fields are not valid: see errors',
    code: 'E_VALIDATION_ERROR',
    errors: messages.map(({ field, rule, message }) => ({ field, rule, message })),
  }
}

function isClientError(status: unknown): status is number {
  return typeof status === 'number' && status >= 400 && status < 500
}
