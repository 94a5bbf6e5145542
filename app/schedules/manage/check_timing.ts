import type { DateTime } from 'luxon'
import { checkBounds } from '#schedules/manage/check_bounds'
import { checkCron, checkInterval, checkKind, checkRunAt } from '#schedules/manage/check_kind'
import { checkTimezone } from '#schedules/manage/check_timezone'
import { nextFromNow } from '#schedules/manage/next_from_now'
import type { ScheduleFault, ScheduleRequest } from '#schedules/manage/schedule_request'
import { nextRunColumns, onlyRunColumns, type NextRunColumns } from '#schedules/next_run_columns'
import type { TimingColumns } from '#schedules/schedule_row'

export interface Circumstances {
  /** For times without an offset. */
  timezone: string
  now: DateTime
  /** The last run; the next one comes after it. */
  lastRun?: DateTime | null
  /** The local time of that run, as an instant by today's zone data. */
  lastRunLocal?: DateTime | null
  /** Whether an instant may be past by more than a day: then it runs at once, too. */
  anyPast?: boolean
}

/** The timing of the schedule and its next run; undefined if invalid, and the faults say why. */
export function checkTiming(
  request: ScheduleRequest,
  circumstances: Circumstances,
  faults: ScheduleFault[]
): (TimingColumns & NextRunColumns) | undefined {
  const faultless = faults.length
  const { now } = circumstances
  const timezone = checkTimezone(request.timezone ?? circumstances.timezone, faults)
  const kind = checkKind(request, faults)
  if (!kind) return undefined

  const columns: TimingColumns = {
    kind,
    timezone,
    cron: kind === 'cron' ? checkCron(request.cron, timezone, now, faults) : null,
    interval_ms: kind === 'interval' ? checkInterval(request.intervalMs, faults) : null,
    ...(kind === 'once'
      ? checkRunAt(request.runAt, timezone, circumstances, faults)
      : { run_at: null, run_at_local: null }),
    ...checkBounds(request, kind, timezone, now, faults),
  }
  if (faults.length > faultless) return undefined
  if (kind === 'once' && !circumstances.lastRun) return { ...columns, ...onlyRunColumns(columns) }
  const next = nextFromNow(columns, circumstances)
  if (next) return { ...columns, ...nextRunColumns(columns, next) }
  faults.push(whyNever(columns, circumstances))
  return undefined
}

function whyNever(columns: TimingColumns, circumstances: Circumstances): ScheduleFault {
  const unbounded = nextFromNow({ ...columns, ends_at: null }, circumstances)
  return unbounded
    ? {
        field: 'endsAt',
        message: `it would not run before its end: the first time is ${unbounded.toISO({ suppressMilliseconds: true })}`,
      }
    : {
        field: 'runAt',
        message: 'it has already run at that time or later: give a later time',
      }
}
