import { isDeepStrictEqual } from 'node:util'
import type { CheckedSchedule } from '#schedules/manage/check_schedule'
import type { ScheduleRequest } from '#schedules/manage/schedule_request'
import type { TimingColumns } from '#schedules/schedule_row'
import type { StoredSchedule } from '#schedules/manage/stored_schedule'

const COMPARED = [
  'name',
  'app_name',
  'kind',
  'cron',
  'interval_ms',
  'timezone',
  'priority',
  'max_runs',
  'missed_runs',
  'overlap',
] as const

/**
 * Whether a request with a known key matches the request that created its schedule. After an edit
 * the row no longer shows that, so the answer is yes. A missing start means the time of the request
 * and is not a difference.
 */
export function isSameRequest(
  request: ScheduleRequest,
  asked: CheckedSchedule,
  row: StoredSchedule
): boolean {
  if (row.version > 1) return true
  return (
    COMPARED.every((column) => asked[column] === row[column]) &&
    isSameTime('run_at', asked, row) &&
    isSameTime('ends_at', asked, row) &&
    (isSameTime('starts_at', asked, row) || (request.startsAt ?? null) === null) &&
    isDeepStrictEqual(JSON.parse(asked.payload), JSON.parse(row.payload))
  )
}

/** Two local times are compared as they are written: zone data may have moved their instants. */
function isSameTime(
  column: 'run_at' | 'starts_at' | 'ends_at',
  asked: TimingColumns,
  row: TimingColumns
): boolean {
  const local = `${column}_local` as const
  if (asked[local] !== null && row[local] !== null) return asked[local] === row[local]
  return asked[column] === row[column]
}
