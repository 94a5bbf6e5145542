import type { DateTime } from 'luxon'
import { nextRun } from '#schedules/next_run'
import { timingOf, type TimingColumns } from '#schedules/schedule_row'

/**
 * The first time not before now at which it runs and has not run yet. A run of kind `once` may be
 * overdue. Future runs were fired by a clock that ran ahead and are ignored here; the unique row
 * keeps them from firing twice.
 */
export function nextFromNow(
  columns: TimingColumns,
  { now, lastRun }: { now: DateTime; lastRun?: DateTime | null }
): DateTime<true> | null {
  const timing = timingOf(columns)
  const before = (timing.kind === 'once' ? timing.runAt : now).minus(1)
  const counts = lastRun && lastRun > before && (timing.kind === 'once' || lastRun <= now)
  return nextRun(timing, counts ? lastRun : before)
}
