import { DateTime } from 'luxon'
import type { PayloadFault } from '#schedules/jobs/job_handler'

/** All fields of a request for a schedule. */
export const REQUEST_FIELDS = [
  'name',
  'appName',
  'payload',
  'kind',
  'runAt',
  'cron',
  'intervalMs',
  'timezone',
  'startsAt',
  'endsAt',
  'maxRuns',
  'priority',
  'missedRuns',
  'overlap',
  'idempotencyKey',
] as const

export type RequestField = (typeof REQUEST_FIELDS)[number]

/** A request for a schedule; none of it is trusted. Null counts as missing. */
export type ScheduleRequest = { [Field in RequestField]?: unknown }

/** The timing fields, which change together. */
export const TIMING_FIELDS = [
  'kind',
  'runAt',
  'cron',
  'intervalMs',
  'timezone',
  'startsAt',
  'endsAt',
] as const satisfies RequestField[]

/** Something of a request that cannot be used: which field, and what would be right. */
export type ScheduleFault = PayloadFault

/** On whose behalf schedules are changed. */
export interface Author {
  /** `cli`, `api`, `kafka`, `application`, `page`. */
  source: string
  /** `cli:name`, `user:id`, `token:id`, `application`. */
  actor: string
  /** Why, for the audit log. */
  reason?: string
}

const MOST_SHOWN = 80

/**
 * The given value, shortened for a sentence. Not for values that may be a number, a name or a text.
 */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  const isInstant = DateTime.isDateTime(value) || value instanceof Date
  if (typeof value === 'object' && value && !isInstant) return 'an object'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text
}
