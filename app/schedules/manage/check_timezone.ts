import { isTimeZone } from '#imports/time_zone'
import { shown, type Fault } from '#schedules/manage/schedule_request'

const LONGEST_ZONE = 64

/** Where it is none, UTC: what else is wrong is found all the same. */
export function checkTimezone(value: unknown, faults: Fault[]): string {
  if (isZone(value)) return value
  faults.push({
    field: 'timezone',
    message: `${shown(value)} is no time zone: give an IANA name such as "Africa/Douala"`,
  })
  return 'UTC'
}

/** No offsets: "+01:00" is a zone to the runtime, but knows no summer. */
export function isZone(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length <= LONGEST_ZONE &&
    /^[a-z]/i.test(value) &&
    isTimeZone(value)
  )
}
