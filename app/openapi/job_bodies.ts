import {
  anything,
  integer,
  listOf,
  oneOf,
  orNull,
  text,
  type Schema,
  type SnakeKeys,
} from '#openapi/schema'
import { KIND, PRIORITY } from '#openapi/schemas/schedules'
import { EXAMPLE_REQUEST, type JobField } from '#schedules/request/job_request'
import { MOST_JOBS } from '#schedules/request/create_jobs'
import { versionValidator } from '#validators/schedules'
import { bodyOf } from '#openapi/from_validator'
import type { ScheduleRequest } from '#schedules/manage/schedule_request'

const PAYLOAD = { type: 'object', description: 'What the job is given; at most 64 kB.' }

const SHORT = { type: 'string', minLength: 1, maxLength: 200 }

const INSTANT = text('ISO 8601 with an offset, or `2026-03-10 15:30:00` in `timezone`.')

/** The fields of a schedule, each with what is allowed. */
const SCHEDULE: Record<keyof SnakeKeys<Required<ScheduleRequest>>, Schema> = {
  name: { ...SHORT, description: 'The job’s name if omitted.' },
  app_name: text('The job, such as `sms`.'),
  payload: PAYLOAD,
  kind: KIND,
  run_at: INSTANT,
  cron: text('Five fields, or `@daily` and the like.'),
  interval_ms: { ...integer('Milliseconds.'), minimum: 1_000 },
  timezone: text('An IANA name; `APP_TIMEZONE` if omitted.'),
  starts_at: INSTANT,
  ends_at: INSTANT,
  max_runs: { ...integer(), minimum: 1, maximum: 1_000_000_000 },
  priority: PRIORITY,
  missed_runs: oneOf(['once', 'skip'], 'What stands for runs that were missed.'),
  overlap: oneOf(['allow', 'skip'], 'Whether it runs while its previous run is not done.'),
  idempotency_key: { ...SHORT, description: 'Or the header `Idempotency-Key`.' },
}

export const scheduleBody: Schema = {
  type: 'object',
  properties: SCHEDULE,
  required: ['app_name'],
  additionalProperties: false,
  description: 'Exactly one of `run_at`, `cron` and `interval_ms` says when.',
}

/** The job and the key of a schedule do not change; null removes any other value. */
const CHANGEABLE = Object.entries(SCHEDULE).filter(
  ([name]) => !['app_name', 'idempotency_key'].includes(name)
)

export const scheduleChangeBody: Schema = {
  type: 'object',
  properties: {
    ...(bodyOf(versionValidator, { version: 'That of the schedule that was read.' })
      .properties as object),
    ...Object.fromEntries(CHANGEABLE.map(([name, schema]) => [name, orNull(schema)])),
  },
  required: ['version'],
  additionalProperties: false,
}

const JOB: Record<JobField, Schema> = {
  requestId: { ...SHORT, description: 'A UUID or another text; made if omitted.' },
  appName: text('The job, such as `sms`.'),
  scheduledTime: text('ISO 8601 with an offset, or a local time in `APP_TIMEZONE`.'),
  priority: PRIORITY,
  idempotencyKey: { ...SHORT, description: 'The `requestId` if omitted.' },
  jobData: PAYLOAD,
}

const jobRequest: Schema = {
  type: 'object',
  properties: JOB,
  required: ['appName'],
  additionalProperties: false,
}

/** One that cannot be used is answered in its place. */
const jobList = {
  ...listOf(anything('A job, as above.')),
  minItems: 1,
  maxItems: MOST_JOBS,
}

export const jobBody: Schema = {
  anyOf: [
    jobRequest,
    jobList,
    {
      type: 'object',
      properties: { jobs: jobList },
      required: ['jobs'],
      additionalProperties: false,
    },
  ],
}

export const JOB_EXAMPLE = { ...EXAMPLE_REQUEST, idempotencyKey: 'order 4711' }
