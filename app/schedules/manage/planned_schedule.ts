import type { DateTime } from 'luxon'
import {
  isoOf,
  toSchedule,
  type Schedule,
  type StoredSchedule,
} from '#schedules/manage/stored_schedule'
import { nextRuns } from '#schedules/next_runs'
import { timingOf } from '#schedules/schedule_row'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'

/** How many future runs are shown. */
const COMING = 3

/** A schedule with its next runs: at most three, in ISO 8601. */
export type PlannedSchedule = Schedule & { nextRuns: string[] }

export function plannedSchedule(row: StoredSchedule, now: DateTime): PlannedSchedule {
  return { ...toSchedule(row), nextRuns: comingRuns(row, now) }
}

function comingRuns(row: StoredSchedule, now: DateTime): string[] {
  if (!row.next_run_at) return []
  const first = fromSqlInstant(row.next_run_at)
  const left = row.max_runs === null ? COMING : Math.min(COMING, row.max_runs - row.run_count)
  const after = first > now ? first : now
  const later = nextRuns(timingOf(row), after, left - 1)
  return [first, ...later].map((run) => isoOf(toSqlInstant(run))!)
}
