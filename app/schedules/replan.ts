import { DateTime } from 'luxon'
import { nextRun } from '#schedules/next_run'
import { timingOf, type ScheduleRow, type TimingColumns } from '#schedules/schedule_row'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { instantOfLocal, localForm } from '#values/local_form'

/** The columns that other zone data can move. `next_run_at` is null if it has no run left. */
export type Replanned = Pick<
  ScheduleRow,
  'run_at' | 'starts_at' | 'ends_at' | 'next_run_at' | 'next_run_local'
>

/** The instants of a schedule's own times. An interval that has begun keeps its start. */
export function timesByOurZoneData(
  row: TimingColumns & Pick<ScheduleRow, 'last_run_at'>
): Pick<ScheduleRow, 'run_at' | 'starts_at' | 'ends_at'> {
  const instant = (local: string | null, planned: string | null) =>
    local ? toSqlInstant(instantOfLocal(local, row.timezone)) : planned
  const hasBegun = row.kind === 'interval' && row.last_run_at !== null
  return {
    run_at: instant(row.run_at_local, row.run_at),
    starts_at: hasBegun ? row.starts_at : instant(row.starts_at_local, row.starts_at),
    ends_at: instant(row.ends_at_local, row.ends_at),
  }
}

/**
 * A schedule by the zone data of this process: its next run keeps its local time. If that is past,
 * but was not due before, it is due now: no run is lost to the change, and none comes twice.
 *
 * @throws UnknownLocalTime for an unknown zone
 * @throws InvalidCron
 */
export function replan(row: ScheduleRow, now: DateTime): Replanned {
  const times = timesByOurZoneData(row)
  const none = { ...times, next_run_at: null, next_run_local: null }
  if (row.next_run_at === null) return none

  const timing = timingOf({ ...row, ...times })
  const planned = fromSqlInstant(row.next_run_at)
  const { startsAt, endsAt } = timing
  let next = sameRun({ ...row, ...times }, planned, now)
  if (next && startsAt && next < startsAt) next = nextRun(timing, startsAt.minus(1))
  if (!next || (endsAt && next >= endsAt)) return none

  const isSameRun =
    row.next_run_local && +next === +instantOfLocal(row.next_run_local, row.timezone)
  const local = isSameRun ? row.next_run_local : row.next_run_local && localForm(next, row.timezone)
  const due = next < now && planned > now ? now : next
  return { ...times, next_run_at: toSqlInstant(due), next_run_local: local }
}

/** The planned run at its new instant; null if there is none. */
function sameRun(row: ScheduleRow, planned: DateTime<true>, now: DateTime): DateTime<true> | null {
  switch (row.kind) {
    case 'once':
      return fromSqlInstant(row.run_at!)
    case 'cron':
      if (row.next_run_local) return instantOfLocal(row.next_run_local, row.timezone)
      /** With a wildcard in its hours it follows elapsed time. */
      return planned <= now ? planned : nextRun(timingOf(row), now.minus(1))
    case 'interval':
      if (row.last_run_at !== null || planned <= now) return planned
      return DateTime.max(fromSqlInstant(row.starts_at!), nextRun(timingOf(row), now.minus(1))!)
    default:
      return row.kind satisfies never
  }
}
