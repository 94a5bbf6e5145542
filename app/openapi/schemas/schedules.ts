import type { foundJobAsJson } from '#app/api/job_as_json'
import {
  anything,
  Component,
  flag,
  instant,
  integer,
  listOf,
  object,
  oneOf,
  orNull,
  text,
  type SnakeKeys,
} from '#openapi/schema'
import { ACTOR, MessageState, Reason } from '#openapi/schemas/common'
import type { JobMessage } from '#schedules/request/find_job'
import type { Occurrence } from '#schedules/manage/stored_occurrence'
import type { Schedule as StoredSchedule } from '#schedules/manage/stored_schedule'
import type { DisabledReason } from '#schedules/schedule_row'

export const PRIORITY = oneOf(['high', 'normal', 'low'])
export const KIND = oneOf(['once', 'cron', 'interval'])

const DISABLED = [
  'finished',
  'max_runs_reached',
  'ended',
  'paused',
  'faulty',
  'deleted',
] as const satisfies DisabledReason[]

const LISTED = {
  id: integer(),
  name: text(),
  app_name: text('The job, such as `sms`.'),
  kind: KIND,
  cron: orNull(text('Five fields.')),
  interval_ms: orNull(integer('Milliseconds.')),
  run_at: orNull(instant()),
  timezone: text('An IANA name.'),
  priority: PRIORITY,
  starts_at: orNull(instant()),
  ends_at: orNull(instant()),
  next_run_at: orNull(instant('Null while it is disabled or over.')),
  last_run_at: orNull(instant()),
  run_count: integer(),
  max_runs: orNull(integer()),
  missed_runs: oneOf(['once', 'skip']),
  overlap: oneOf(['allow', 'skip']),
  enabled: flag(),
  disabled_reason: orNull(oneOf(DISABLED)),
  disabled_detail: orNull(text()),
  disabled_at: orNull(instant()),
  disabled_by: orNull(ACTOR),
  idempotency_key: orNull(text()),
  source: text('`cli`, `api`, `kafka`, `application`, `page`.'),
  created_by: ACTOR,
  version: integer('To be given with a change, which increments it.'),
  created_at: instant(),
  updated_at: instant(),
}

type Listed = Omit<SnakeKeys<StoredSchedule>, 'payload'>

export const ListedSchedule = new Component('ListedSchedule', object<Listed>(LISTED))

const WHOLE = {
  ...LISTED,
  payload: anything(
    'What the job is given: an object. Numbers only with `phones:read`, texts only with `messages:read`; that of a job other than `sms` with both, or null.'
  ),
}

export const Schedule = new Component('Schedule', object<SnakeKeys<StoredSchedule>>(WHOLE))

export const ScheduleWithRuns = new Component(
  'ScheduleWithRuns',
  object<SnakeKeys<StoredSchedule> & { next_runs: unknown }>({
    ...WHOLE,
    next_runs: listOf(instant(), 'The next three.'),
  })
)

const OCCURRENCE_STATES = [
  'pending',
  'running',
  'done',
  'dead_letter',
  'skipped',
  'cancelled',
] as const satisfies Occurrence['status'][]

export const ScheduleOccurrence = new Component(
  'ScheduleOccurrence',
  object<SnakeKeys<Occurrence>>({
    id: integer(),
    schedule_id: integer(),
    occurrence_at: instant('When it ran, or was due to.'),
    status: oneOf(OCCURRENCE_STATES),
    reason: orNull(text('Such as `by_hand`.')),
    missed: integer('Missed times that it stands for.'),
    attempts: integer(),
    next_attempt_at: orNull(instant()),
    fired_at: instant(),
    started_at: orNull(instant()),
    finished_at: orNull(instant()),
    error: orNull(text()),
    result: anything('What the job returned, or null.'),
  })
)

export const RetriedOccurrence = new Component(
  'RetriedOccurrence',
  object<{ id: number; status: string }>({ id: integer(), status: { const: 'pending' } })
)

interface Taken {
  outcome: string
  request_id: string
  key: string
  schedule_id: number
  run_at: string | null
}

const TAKEN = {
  request_id: text('Given or made.'),
  key: text('The idempotency key, or else the id of the request.'),
  schedule_id: integer(),
  run_at: orNull(instant()),
}

export const TakenJob = new Component(
  'TakenJob',
  object<Taken>({ outcome: oneOf(['created', 'existing']), ...TAKEN })
)

const FAULTS = listOf(
  object<{ field: string; message: string }>({ field: text(), message: text() }),
  'At most ten.'
)

const ConflictingJob = new Component(
  'ConflictingJob',
  object<Taken & { errors: unknown }>({ outcome: { const: 'conflict' }, ...TAKEN, errors: FAULTS })
)

const RefusedJob = new Component(
  'RefusedJob',
  object<{ outcome: string; request_id: string | null; errors: unknown }>({
    outcome: { const: 'refused' },
    request_id: orNull(text()),
    errors: FAULTS,
  })
)

interface Outcomes {
  created: number
  existing: number
  conflict: number
  refused: number
}

export const JobResults = new Component(
  'JobResults',
  object<{ data: unknown; meta: unknown }>({
    data: listOf({ anyOf: [TakenJob, ConflictingJob, RefusedJob] }, 'In the order of the request.'),
    meta: object<{ outcomes: Outcomes }>({
      outcomes: object<Outcomes>({
        created: integer(),
        existing: integer(),
        conflict: integer(),
        refused: integer(),
      }),
    }),
  })
)

/** What `snakeKeys()` adds to the answer, which has no type of its own. */
interface OfSchedule {
  schedule_id: number
  app_name: string
  run_at: string | null
  priority: string
  source: string
  created_by: string
  created_at: string
}

export const Job = new Component(
  'Job',
  object<
    Pick<ReturnType<typeof foundJobAsJson>, 'key' | 'status' | 'occurrence' | 'message'> &
      OfSchedule
  >({
    key: text(),
    status: oneOf(
      ['scheduled', ...OCCURRENCE_STATES, ...DISABLED],
      '`scheduled` until it is due; then what became of it, or why it never will be done.'
    ),
    schedule_id: integer(),
    app_name: text(),
    run_at: orNull(instant()),
    priority: PRIORITY,
    source: text(),
    created_by: ACTOR,
    created_at: instant(),
    occurrence: orNull(ScheduleOccurrence),
    message: orNull(
      object<SnakeKeys<JobMessage>>(
        {
          id: integer(),
          status: MessageState,
          reason: orNull(Reason),
          sent_at: orNull(instant()),
          delivered_at: orNull(instant()),
        },
        { description: 'The message of a job `sms`.' }
      )
    ),
  })
)
