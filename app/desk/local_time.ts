import { fromSqlInstant } from '#storage/instants'
import { isTimeZone } from '#values/time_zone'

/** An instant of the database for people of a zone: `2026-03-10 09:00 +01:00`. */
export function localTimeIn(timezone: string, instant: string): string {
  return fromSqlInstant(instant).setZone(timezone).toFormat('yyyy-MM-dd HH:mm ZZ')
}

/** A zone that this machine knows: the facility's, or else the programme's. */
export function zoneFor(facility: string | null, programme: string): string {
  return facility !== null && isTimeZone(facility) ? facility : programme
}
