import { DateTime } from 'luxon'
import { countRuns, latestRun, nextRun } from '#schedules/next_run'
import { timingOf, type DisabledReason, type ScheduleRow } from '#schedules/schedule_row'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { instantOfLocal, localForm } from '#values/local_form'

/**
 * The most missed cron times that are counted. Each has to be searched for, and after an outage
 * hundreds of schedules may be in one transaction that blocks all other writers.
 */
const COUNT_AT_MOST = 20

/** What a due schedule fires, and when it is due next. */
export interface Advance {
  occurrenceAt: DateTime<true>
  /** The local time it stands for, if the schedule keeps to local times. */
  occurrenceLocal: string | null
  /** Earlier occurrences that collapse into it; for cron, counted up to twenty. */
  missed: number
  /** Recorded but not run: it is too late, and missed runs are skipped. */
  skipped: boolean
  /** Null if there is no other time. */
  nextRunAt: DateTime<true> | null
}

/**
 * What fires at a schedule's due `next_run_at`. A run due before `missedBefore` was missed, with all
 * that followed: under `once` they collapse into the latest, under `skip` none runs.
 *
 * @throws InvalidCron, or another error if the row is invalid
 */
export function advanceSchedule(row: ScheduleRow, now: DateTime, missedBefore: DateTime): Advance {
  const timing = timingOf(row)
  const due = fromSqlInstant(row.next_run_at!)
  const skipped = due < missedBefore && row.missed_runs === 'skip'
  const occurrenceAt =
    due < missedBefore ? (latestRun(timing, due, skipped ? missedBefore : now) ?? due) : due
  const occurrenceLocal = localTimeOf(row, occurrenceAt)
  return {
    occurrenceAt,
    occurrenceLocal,
    missed: countRuns(timing, due, occurrenceAt, COUNT_AT_MOST),
    skipped,
    nextRunAt: nextRun(timing, endOf(occurrenceAt, occurrenceLocal, row.timezone)),
  }
}

/** A run that was planned keeps the local time it was planned for. */
function localTimeOf(row: ScheduleRow, occurrenceAt: DateTime): string | null {
  if (row.next_run_local === null) return null
  const isPlanned = toSqlInstant(occurrenceAt) === row.next_run_at
  return isPlanned ? row.next_run_local : localForm(occurrenceAt, row.timezone)
}

/**
 * After which instant the next run may be. By the zone data of this process, the local time of the
 * run may be later than the run: it is over all the same, and does not come again.
 */
function endOf(at: DateTime<true>, local: string | null, timezone: string): DateTime<true> {
  return local ? DateTime.max(at, instantOfLocal(local, timezone)) : at
}

/** Why a schedule is over after this run; null while it continues. */
export function whyOver(
  { kind, max_runs: most }: Pick<ScheduleRow, 'kind' | 'max_runs'>,
  runCount: number,
  nextRunAt: DateTime | null
): Extract<DisabledReason, 'finished' | 'max_runs_reached' | 'ended'> | null {
  if (kind === 'once' && nextRunAt === null) return 'finished'
  if (most !== null && runCount >= most) return 'max_runs_reached'
  return nextRunAt === null ? 'ended' : null
}
