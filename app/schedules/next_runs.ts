import type { DateTime } from 'luxon'
import { nextRun } from '#schedules/next_run'
import type { Timing } from '#schedules/timing'

/** The first `count` times after the instant; fewer if there are no more. @throws InvalidCron */
export function nextRuns(timing: Timing, after: DateTime, count: number): DateTime<true>[] {
  const runs: DateTime<true>[] = []
  let run: DateTime<true> | null = null
  while (runs.length < count && (run = nextRun(timing, run ?? after))) runs.push(run)
  return runs
}
