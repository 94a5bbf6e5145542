import type { DateTime } from 'luxon'
import { nextRun } from '#schedules/next_run'
import { timingOf, type TimingColumns } from '#schedules/schedule_row'

/** The first time not before now at which it runs and has not run yet. What is to run once may be overdue. */
export function nextFromNow(
  columns: TimingColumns,
  { now, lastRun }: { now: DateTime; lastRun?: DateTime | null }
): DateTime<true> | null {
  const timing = timingOf(columns)
  const before = (timing.kind === 'once' ? timing.runAt : now).minus(1)
  return nextRun(timing, lastRun && lastRun > before ? lastRun : before)
}
