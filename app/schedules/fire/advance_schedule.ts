import type { DateTime } from 'luxon'
import { countRuns, latestRun, nextRun } from '#schedules/next_run'
import { timingOf, type DisabledReason, type ScheduleRow } from '#schedules/schedule_row'
import { fromSqlInstant } from '#storage/instants'

/**
 * Missed times of a cron expression are counted no further: each has to be looked for, and after an outage there may be
 * hundreds of schedules in a transaction that nobody can write beside.
 */
const COUNT_AT_MOST = 20

/** What a due schedule fires, and when it is due next. */
export interface Advance {
  occurrenceAt: DateTime<true>
  /** Occurrences before it that collapse into it; of a cron expression counted up to twenty. */
  missed: number
  /** It is written down, and nothing is done: too late, and missed runs are not made up for. */
  skipped: boolean
  /** Null where there is no other time. */
  nextRunAt: DateTime<true> | null
}

/**
 * What fires at a schedule's `next_run_at`, which has come. One that is later
 * than `missedAfterSeconds` was missed, with all that followed: under `once` they
 * collapse into the latest, under `skip` none of them is made up for.
 *
 * @throws InvalidCron, or another error where the row cannot be one of ours
 */
export function advanceSchedule(
  row: ScheduleRow,
  now: DateTime,
  missedAfterSeconds: number
): Advance {
  const timing = timingOf(row)
  const due = fromSqlInstant(row.next_run_at!)
  const missedBefore = now.minus({ seconds: missedAfterSeconds })
  const skipped = due < missedBefore && row.missed_runs === 'skip'
  const occurrenceAt =
    due < missedBefore ? (latestRun(timing, due, skipped ? missedBefore : now) ?? due) : due
  return {
    occurrenceAt,
    missed: countRuns(timing, due, occurrenceAt, COUNT_AT_MOST),
    skipped,
    nextRunAt: nextRun(timing, occurrenceAt),
  }
}

/** Why a schedule is over after this; null while it goes on. */
export function whyOver(
  { kind, max_runs: most }: Pick<ScheduleRow, 'kind' | 'max_runs'>,
  runCount: number,
  nextRunAt: DateTime | null
): Extract<DisabledReason, 'finished' | 'max_runs_reached' | 'ended'> | null {
  if (kind === 'once' && nextRunAt === null) return 'finished'
  if (most !== null && runCount >= most) return 'max_runs_reached'
  return nextRunAt === null ? 'ended' : null
}
