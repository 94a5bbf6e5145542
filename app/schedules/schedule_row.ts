import { fromSqlInstant } from '#storage/instants'
import type { Timing } from '#schedules/timing'

/** A row of `schedules`, as #storage/sql reads it: instants as the database writes them. */
export interface ScheduleRow {
  id: number
  name: string
  app_name: string
  kind: 'once' | 'cron' | 'interval'
  cron: string | null
  interval_ms: number | null
  run_at: string | null
  timezone: string
  /** JSON */
  payload: string
  priority: number
  starts_at: string | null
  ends_at: string | null
  next_run_at: string | null
  last_run_at: string | null
  run_count: number
  max_runs: number | null
  missed_runs: 'once' | 'skip'
  overlap: 'allow' | 'skip'
  /** 0 or 1 on SQLite. */
  enabled: boolean | number
  disabled_reason: DisabledReason | null
  disabled_detail: string | null
  idempotency_key: string | null
  source: string
  created_by: string
  version: number
}

/** Why a schedule will not run again unless somebody changes it. */
export type DisabledReason =
  'finished' | 'max_runs_reached' | 'ended' | 'paused' | 'faulty' | 'deleted'

/** The columns that say when it runs. */
export type TimingColumns = Pick<
  ScheduleRow,
  'kind' | 'cron' | 'interval_ms' | 'run_at' | 'timezone' | 'starts_at' | 'ends_at'
>

/** When the schedule of a row runs. */
export function timingOf(row: TimingColumns): Timing {
  const bounds = {
    startsAt: row.starts_at ? fromSqlInstant(row.starts_at) : null,
    endsAt: row.ends_at ? fromSqlInstant(row.ends_at) : null,
  }
  switch (row.kind) {
    case 'once':
      return { ...bounds, kind: 'once', runAt: fromSqlInstant(row.run_at!) }
    case 'cron':
      return { ...bounds, kind: 'cron', cron: row.cron!, timezone: row.timezone }
    case 'interval':
      return {
        ...bounds,
        kind: 'interval',
        intervalMs: row.interval_ms!,
        startsAt: fromSqlInstant(row.starts_at!),
      }
    default:
      return row.kind satisfies never
  }
}
