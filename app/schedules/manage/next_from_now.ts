import { DateTime } from 'luxon'
import { justBefore, nextRun } from '#schedules/next_run'
import { timingOf, type TimingColumns } from '#schedules/schedule_row'

/**
 * The first time not before now at which it runs and has not run yet. A run of kind `once` may be
 * overdue. Future runs were fired by a clock that ran ahead and are ignored here; the unique row
 * keeps them from firing twice. `lastRunLocal` is the local time of the last run by today's zone
 * data: it is over, even if it is still to come.
 */
export function nextFromNow(
  columns: TimingColumns,
  {
    now,
    lastRun,
    lastRunLocal,
  }: { now: DateTime; lastRun?: DateTime | null; lastRunLocal?: DateTime | null }
): DateTime<true> | null {
  const timing = timingOf(columns)
  const before = justBefore(timing.kind === 'once' ? timing.runAt : now)
  const counts = lastRun && lastRun > before && (timing.kind === 'once' || lastRun <= now)
  const after = counts ? lastRun : before
  const isOver = lastRunLocal && lastRun && lastRun <= now
  return nextRun(timing, isOver ? DateTime.max(after, lastRunLocal) : after)
}
