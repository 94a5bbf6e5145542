import type { DateTime } from 'luxon'
import { nextRun } from '#schedules/next_run'
import { timingOf, type TimingColumns } from '#schedules/schedule_row'

/**
 * The first time not before now at which it runs and has not run yet. What is to run once may be overdue. Runs that are
 * to come were fired by a clock that was ahead: they hold up nothing, and that they are not fired again their rows see to.
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
