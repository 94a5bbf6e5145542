import type { DateTime } from 'luxon'
import { keepsLocalTime } from '#schedules/cron_expression'
import type { ScheduleRow, TimingColumns } from '#schedules/schedule_row'
import { toSqlInstant } from '#storage/instants'
import { localForm } from '#values/local_form'
import { ZONE_DATA } from '#values/zone_data'

/** The columns of a schedule's next run, which change together. */
export type NextRunColumns = Pick<ScheduleRow, 'next_run_local' | 'zone_data'> & {
  next_run_at: string
}

/** The next run with its local form, and the zone data by which this process found it. */
export function nextRunColumns(timing: TimingColumns, next: DateTime): NextRunColumns {
  return {
    next_run_at: toSqlInstant(next),
    next_run_local: keepsLocalTime(timing.cron) ? localForm(next, timing.timezone) : null,
    zone_data: zoneDataOf(timing),
  }
}

/** The same for a schedule that runs once and has not run yet: its time is already worked out. */
export function onlyRunColumns(timing: TimingColumns): NextRunColumns {
  return { next_run_at: timing.run_at!, next_run_local: null, zone_data: zoneDataOf(timing) }
}

function zoneDataOf(timing: TimingColumns): string | null {
  return dependsOnZoneData(timing) ? ZONE_DATA : null
}

/** Whether other zone data can move its times. */
function dependsOnZoneData(timing: TimingColumns): boolean {
  const { kind, run_at_local: runAt, starts_at_local: startsAt, ends_at_local: endsAt } = timing
  return kind === 'cron' || [runAt, startsAt, endsAt].some((local) => local !== null)
}
