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
  const times = timesOf(row, changes)
  const kept = given.length === 0 ? times : keptBounds(row, times, given)
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

/** Local times stay local, but in another zone they stay the instants they are. */
function timesOf(row: StoredSchedule, { timezone = row.timezone }: ScheduleRequest) {
  const written = (local: string | null, instant: string | null) =>
    timezone === row.timezone ? (local ?? isoOf(instant)) : isoOf(instant)
  return {
    runAt: written(row.run_at_local, row.run_at),
    cron: row.cron,
    intervalMs: row.interval_ms,
    startsAt: written(row.starts_at_local, row.starts_at),
    endsAt: written(row.ends_at_local, row.ends_at),
  }
}

function keptBounds(
  row: StoredSchedule,
  { startsAt, endsAt }: ScheduleRequest,
  [field]: (typeof WHEN)[number][]
): ScheduleRequest {
  const kind = KIND_OF[field]
  if (kind === row.kind) return { startsAt, endsAt }
  return kind === 'once' ? {} : { endsAt }
}
