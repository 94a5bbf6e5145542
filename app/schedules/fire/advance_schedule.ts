import type { DateTime } from 'luxon'
import { latestRun, nextRun } from '#schedules/next_run'
import { timingOf, type DisabledReason, type ScheduleRow } from '#schedules/schedule_row'
import type { Timing } from '#schedules/timing'
import { fromSqlInstant } from '#storage/instants'

/** Missed occurrences are counted no further. */
const COUNT_AT_MOST = 1_000

/** What a due schedule fires, and when it is due next. */
export interface Advance {
  occurrenceAt: DateTime<true>
  /** Occurrences before it that collapse into it, counted up to a thousand. */
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
 * @throws InvalidCron
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
    missed: countRuns(timing, due, occurrenceAt),
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

/** From the first, included, to the last, which is not. */
function countRuns(timing: Timing, first: DateTime, last: DateTime): number {
  let count = 0
  for (let run: DateTime | null = first; run && run < last && count < COUNT_AT_MOST; count++)
    run = nextRun(timing, run)
  return count
}
