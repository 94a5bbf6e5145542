import type { Rows } from '#database/rows'
import { fromSqlInstant } from '#storage/instants'
import type { Timing } from '#schedules/timing'

/** A row of `schedules`, as #storage/sql reads it: instants as the database writes them. */
export interface ScheduleRow extends Pick<
  Rows['schedules'],
  | 'id'
  | 'name'
  | 'app_name'
  | 'kind'
  | 'cron'
  | 'interval_ms'
  | 'run_at'
  | 'run_at_local'
  | 'timezone'
  | 'payload'
  | 'priority'
  | 'starts_at'
  | 'starts_at_local'
  | 'ends_at'
  | 'ends_at_local'
  | 'next_run_at'
  | 'next_run_local'
  | 'last_run_at'
  | 'last_run_local'
  | 'zone_data'
  | 'run_count'
  | 'max_runs'
  | 'missed_runs'
  | 'overlap'
  | 'enabled'
  | 'disabled_reason'
  | 'disabled_detail'
  | 'idempotency_key'
  | 'source'
  | 'created_by'
  | 'version'
> {
  kind: 'once' | 'cron' | 'interval'
  /** JSON */
  payload: string
  missed_runs: 'once' | 'skip'
  overlap: 'allow' | 'skip'
  /** 0 or 1 on SQLite. */
  enabled: boolean | number
  disabled_reason: DisabledReason | null
}

/** Why a schedule will not run again unless it is changed. */
export type DisabledReason =
  'finished' | 'max_runs_reached' | 'ended' | 'paused' | 'faulty' | 'deleted'

/** The timing columns. */
export type TimingColumns = Pick<
  ScheduleRow,
  | 'kind'
  | 'cron'
  | 'interval_ms'
  | 'run_at'
  | 'run_at_local'
  | 'timezone'
  | 'starts_at'
  | 'starts_at_local'
  | 'ends_at'
  | 'ends_at_local'
>

/** The timing of a row. */
export function timingOf(
  row: Omit<TimingColumns, 'run_at_local' | 'starts_at_local' | 'ends_at_local'>
): Timing {
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
