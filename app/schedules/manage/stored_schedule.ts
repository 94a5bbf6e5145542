import type { Rows } from '#database/rows'
import { PRIORITIES, type Priority } from '#messages/priority'
import type { DisabledReason, ScheduleRow } from '#schedules/schedule_row'
import { isoOfSqlInstant } from '#storage/instants'

/** A row of `schedules`, whole. */
export type StoredSchedule = ScheduleRow &
  Pick<Rows['schedules'], 'disabled_at' | 'disabled_by' | 'created_at' | 'updated_at'>

export const SCHEDULE_COLUMNS = `
  id, name, app_name, kind, cron, interval_ms, run_at, run_at_local, timezone, payload, priority, starts_at, starts_at_local,
  ends_at, ends_at_local, next_run_at, next_run_local, zone_data,
  last_run_at, last_run_local, run_count, max_runs, missed_runs, overlap, enabled, disabled_reason, disabled_detail, disabled_at,
  disabled_by, idempotency_key, source, created_by, version, created_at, updated_at`

/** A schedule as shown to callers: instants in ISO 8601, UTC. */
export interface Schedule {
  id: number
  name: string
  appName: string
  kind: 'once' | 'cron' | 'interval'
  cron: string | null
  intervalMs: number | null
  runAt: string | null
  timezone: string
  payload: unknown
  priority: Priority
  startsAt: string | null
  endsAt: string | null
  /** Null while it is disabled or over. */
  nextRunAt: string | null
  lastRunAt: string | null
  runCount: number
  maxRuns: number | null
  missedRuns: 'once' | 'skip'
  overlap: 'allow' | 'skip'
  enabled: boolean
  disabledReason: DisabledReason | null
  disabledDetail: string | null
  disabledAt: string | null
  disabledBy: string | null
  idempotencyKey: string | null
  source: string
  createdBy: string
  /** Must be given with a change, which increments it. */
  version: number
  createdAt: string
  updatedAt: string
}

export function toSchedule(row: StoredSchedule): Schedule {
  return {
    id: row.id,
    name: row.name,
    appName: row.app_name,
    kind: row.kind,
    cron: row.cron,
    intervalMs: row.interval_ms,
    runAt: isoOf(row.run_at),
    timezone: row.timezone,
    payload: JSON.parse(row.payload),
    priority: priorityName(row.priority),
    startsAt: isoOf(row.starts_at),
    endsAt: isoOf(row.ends_at),
    nextRunAt: isoOf(row.next_run_at),
    lastRunAt: isoOf(row.last_run_at),
    runCount: row.run_count,
    maxRuns: row.max_runs,
    missedRuns: row.missed_runs,
    overlap: row.overlap,
    enabled: Boolean(row.enabled),
    disabledReason: row.disabled_reason,
    disabledDetail: row.disabled_detail,
    disabledAt: isoOf(row.disabled_at),
    disabledBy: row.disabled_by,
    idempotencyKey: row.idempotency_key,
    source: row.source,
    createdBy: row.created_by,
    version: row.version,
    createdAt: isoOf(row.created_at)!,
    updatedAt: isoOf(row.updated_at)!,
  }
}

export function isoOf(instant: string | null): string | null {
  return instant && isoOfSqlInstant(instant)
}

export function priorityName(number: number): Priority {
  const names = Object.keys(PRIORITIES) as Priority[]
  return names.find((name) => PRIORITIES[name] === number)!
}
