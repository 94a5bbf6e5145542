import type { DateTime } from 'luxon'
import { AN_INSTANT, localFormOf, readInstant } from '#values/read_instant'
import { shown, type ScheduleFault, type ScheduleRequest } from '#schedules/manage/schedule_request'
import type { TimingColumns } from '#schedules/schedule_row'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'

/** From when until when it runs. An interval counts from its start, by default now. */
export function checkBounds(
  request: ScheduleRequest,
  kind: TimingColumns['kind'],
  timezone: string,
  now: DateTime,
  faults: ScheduleFault[]
): Pick<TimingColumns, 'starts_at' | 'starts_at_local' | 'ends_at' | 'ends_at_local'> {
  const bound = (field: 'startsAt' | 'endsAt') =>
    checkBound(request[field], field, kind, timezone, faults)
  const startsAt = bound('startsAt') ?? (kind === 'interval' ? toSqlInstantCeiling(now) : null)
  const endsAt = bound('endsAt')
  if (endsAt && endsAt <= toSqlInstant(now)) {
    faults.push({ field: 'endsAt', message: `${shown(request.endsAt)} is past: give a later time` })
  } else if (endsAt && startsAt && endsAt <= startsAt) {
    faults.push({
      field: 'endsAt',
      message: `${shown(request.endsAt)} is not after the start: give a later time`,
    })
  }
  return {
    starts_at: startsAt,
    starts_at_local: localFormOf(request.startsAt),
    ends_at: endsAt,
    ends_at_local: localFormOf(request.endsAt),
  }
}

function checkBound(
  value: unknown,
  field: 'startsAt' | 'endsAt',
  kind: TimingColumns['kind'],
  timezone: string,
  faults: ScheduleFault[]
): string | null {
  if (value === null || value === undefined) return null
  if (kind === 'once') {
    faults.push({
      field,
      message: 'only applies to a cron expression or an interval: leave it out',
    })
    return null
  }
  const instant = readInstant(value, timezone)
  if (instant !== undefined) return toSqlInstantCeiling(instant)
  faults.push({ field, message: `${shown(value)} cannot be read: give ${AN_INSTANT}, or a date` })
  return null
}
