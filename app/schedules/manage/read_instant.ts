import { DateTime } from 'luxon'
import { localInstant } from '#reminders/local_instant'
import { toSqlInstantCeiling } from '#storage/instants'

const LOCAL = /^(?<date>\d{4}-\d{2}-\d{2})(?:[ T](?<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?$/
const WITH_OFFSET =
  /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)$/i
/** What can be read, for people. */
export const AN_INSTANT = 'an instant such as "2026-03-10 09:00:00" or "2026-03-10T09:00:00+01:00"'

const FIRST_YEAR = 1970
const LAST_YEAR = 2999

/**
 * An instant as people and programs write it, as an instant of the database:
 * ISO 8601 with an offset as it is; without one in the zone, a date alone from its
 * start. A local time that clocks skip is the first instant after the gap, one
 * that occurs twice its first occurrence. Part of a second counts as a whole one.
 * Nothing where it cannot be read.
 */
export function readInstant(value: unknown, timezone: string): string | undefined {
  const instant = read(value, timezone)
  if (!instant?.isValid) return undefined
  const { year } = instant.toUTC()
  return year >= FIRST_YEAR && year <= LAST_YEAR ? toSqlInstantCeiling(instant) : undefined
}

function read(value: unknown, timezone: string): DateTime | undefined {
  if (DateTime.isDateTime(value)) return value
  if (value instanceof Date) return DateTime.fromJSDate(value)
  if (typeof value !== 'string') return undefined

  const text = value.trim()
  if (WITH_OFFSET.test(text)) return DateTime.fromISO(text.replace(' ', 'T'), { zone: 'utc' })
  const { date, time = '00:00' } = LOCAL.exec(text)?.groups ?? {}
  if (!date || !DateTime.fromISO(`${date}T${time}`, { zone: 'utc' }).isValid) return undefined
  return localInstant(date, time, timezone)
}

/** Whether it names a day without a time. */
export function isDateAlone(value: unknown): boolean {
  return (
    typeof value === 'string' && !LOCAL.exec(value.trim())?.groups?.time && LOCAL.test(value.trim())
  )
}
