import { DateTime } from 'luxon'
import type { PayloadFault } from '#schedules/jobs/job_handler'

/** Everything that may be said of a schedule that is to be made. */
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

/** A schedule as somebody asks for it; nothing of it is trusted. What is null counts as not given. */
export type ScheduleRequest = { [Field in RequestField]?: unknown }

/** What says when it runs: changed together. */
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
export type Fault = PayloadFault

/** On whose behalf something is done to schedules. */
export interface Author {
  /** `cli`, `api`, `kafka`, `application`. */
  source: string
  /** `cli:name`, `user:id`, `token:id`, `application`. */
  actor: string
}

const MOST_SHOWN = 80

/** A value as it was given, short enough for a sentence. Not for what may be a number, a name or a text. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  const isInstant = DateTime.isDateTime(value) || value instanceof Date
  if (typeof value === 'object' && value && !isInstant) return 'an object'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text
}
