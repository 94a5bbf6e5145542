import type { ScheduleRequest } from '#schedules/manage/schedule_request'
import { isoOf, priorityName, type StoredSchedule } from '#schedules/manage/stored_schedule'

const WHEN = ['runAt', 'cron', 'intervalMs'] as const
const KIND_OF = { runAt: 'once', cron: 'cron', intervalMs: 'interval' } as const

/**
 * A schedule as a request, with changes applied. A new timing field replaces the old one. Unless
 * given, a change of kind drops the start, and the end if the new kind is `once`.
 */
export function mergeRequest(row: StoredSchedule, changes: ScheduleRequest): ScheduleRequest {
  const given = WHEN.filter((field) => (changes[field] ?? null) !== null)
  const kept = given.length === 0 ? { ...whenOf(row), ...boundsOf(row) } : keptBounds(row, given)
  return {
    name: row.name,
    appName: row.app_name,
    timezone: row.timezone,
    maxRuns: row.max_runs,
    priority: priorityName(row.priority),
    missedRuns: row.missed_runs,
    overlap: row.overlap,
    ...kept,
    ...changes,
  }
}

function whenOf(row: StoredSchedule): ScheduleRequest {
  return { runAt: isoOf(row.run_at), cron: row.cron, intervalMs: row.interval_ms }
}

function boundsOf(row: StoredSchedule): ScheduleRequest {
  return { startsAt: isoOf(row.starts_at), endsAt: isoOf(row.ends_at) }
}

function keptBounds(row: StoredSchedule, [field]: (typeof WHEN)[number][]): ScheduleRequest {
  const kind = KIND_OF[field]
  if (kind === row.kind) return boundsOf(row)
  return kind === 'once' ? {} : { endsAt: isoOf(row.ends_at) }
}
