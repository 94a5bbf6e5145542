import { isDeepStrictEqual } from 'node:util'
import type { CheckedSchedule } from '#schedules/manage/check_schedule'
import type { ScheduleRequest } from '#schedules/manage/schedule_request'
import type { StoredSchedule } from '#schedules/manage/stored_schedule'

const COMPARED = [
  'name',
  'app_name',
  'kind',
  'cron',
  'interval_ms',
  'run_at',
  'timezone',
  'priority',
  'ends_at',
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
    (asked.starts_at === row.starts_at || (request.startsAt ?? null) === null) &&
    isDeepStrictEqual(JSON.parse(asked.payload), JSON.parse(row.payload))
  )
}
