import { isTimeZone } from '#values/time_zone'
import { shown, type ScheduleFault } from '#schedules/manage/schedule_request'

const LONGEST_ZONE = 64

/** Where it is none, UTC: what else is wrong is found all the same. */
export function checkTimezone(value: unknown, faults: ScheduleFault[]): string {
  if (isZone(value)) return value
  faults.push({
    field: 'timezone',
    message: `${shown(value)} is not a time zone: give an IANA name such as "Africa/Douala"`,
  })
  return 'UTC'
}

/** Offsets are rejected: the runtime accepts "+01:00" as a zone, but it has no summer time. */
export function isZone(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length <= LONGEST_ZONE &&
    /^[a-z]/i.test(value) &&
    isTimeZone(value)
  )
}
