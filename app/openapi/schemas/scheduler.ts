import type { pauseAsJson } from '#app/api/pause_as_json'
import type { ProcessedSummary } from '#schedules/process_due'
import type { SchedulerStatus as Status } from '#monitoring/read_scheduler_status'
import { JOBS } from '#timetable/timetable'
import {
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
import { ACTOR } from '#openapi/schemas/common'

export const SchedulerStatus = new Component(
  'SchedulerStatus',
  object<SnakeKeys<Status>>({
    running: flag('A scheduler was heard of lately.'),
    paused: flag('Nothing is sent.'),
    pause_reason: orNull(text()),
    processing_interval_minutes: integer(),
    max_retries: integer(),
    last_run: orNull(instant('When the last sweep began.')),
    next_run: instant(),
    pending: integer('Messages that wait, up to 100,000.'),
    due: integer('How many of them are due.'),
    workers: integer('Continuous workers.'),
  })
)

const PAUSE = {
  scope: oneOf(['everything', 'facility', 'message_type', 'restore_review']),
  subject: text('The code of a facility, a message type, or empty.'),
  reason: orNull(text()),
  paused_by: ACTOR,
  since: instant(),
  until: orNull(instant('Null until a person resumes.')),
}

type PauseFields = ReturnType<typeof pauseAsJson>

export const Pause = new Component('Pause', object<PauseFields>(PAUSE))

export const BegunPause = new Component(
  'BegunPause',
  object<PauseFields & { changed: boolean }>({
    ...PAUSE,
    changed: flag('False if this was paused already, in the same words.'),
  })
)

interface Resumed {
  resumed: boolean
  pause: unknown
  due_again: number
  accounts: unknown
  review: unknown
}

export const ResumptionOfSending = new Component(
  'Resumption',
  object<Resumed>({
    resumed: flag('False if nothing was paused.'),
    pause: orNull(Pause),
    due_again: integer('Messages that it held back.'),
    accounts: listOf(
      object<{ account: string; since: string | null }>({
        account: text(),
        since: orNull(instant()),
      }),
      'Stopped accounts that may send again.'
    ),
    review: orNull(Pause),
  })
)

const outcome = oneOf(['ok', 'failed', 'stopped'])

export const Tick = new Component(
  'Tick',
  object<ProcessedSummary & { slots: unknown; duration_ms: number }>({
    fired: integer('Schedules that ran.'),
    done: integer(),
    failed: integer('Dead letters, and schedules that were disabled as faulty.'),
    skipped: integer(),
    retried: integer(),
    remaining: integer('What is still due; call again if it is above 0.'),
    slots: object(Object.fromEntries(JOBS.map((job) => [job, outcome])), {
      optional: [...JOBS],
      description: 'The jobs of the timetable that were due, and how they ended.',
    }),
    duration_ms: integer(),
  })
)
