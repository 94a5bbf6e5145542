import { DateTime } from 'luxon'
import { asLocalForm } from './local_form.js'
import { localInstant } from './local_instant.js'

const LOCAL = /^(?<date>\d{4}-\d{2}-\d{2})(?:[ T](?<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?$/
const WITH_OFFSET =
  /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4])(?::?\d{2})?)$/i
/** The accepted forms, for people. */
export const AN_INSTANT = 'an instant such as "2026-03-10 09:00:00" or "2026-03-10T09:00:00+01:00"'

/** Characters of the longest form, with room for blanks around it. */
const LONGEST_INSTANT = 64

const FIRST_YEAR = 1970
const LAST_YEAR = 2999

/**
 * An instant as people and programs write it: ISO 8601 with an offset as is; without one in the
 * zone, and a date alone at its start. A local time that the clocks skip is the first instant after
 * the gap, a repeated one its first occurrence. Undefined if unreadable.
 */
export function readInstant(value: unknown, timezone: string): DateTime<true> | undefined {
  const instant = read(value, timezone)
  if (!isValid(instant)) return undefined
  const { year } = instant.toUTC()
  return year >= FIRST_YEAR && year <= LAST_YEAR ? instant : undefined
}

function isValid(instant: DateTime | undefined): instant is DateTime<true> {
  return instant?.isValid ?? false
}

function read(value: unknown, timezone: string): DateTime | undefined {
  if (DateTime.isDateTime(value)) return value
  if (value instanceof Date) return DateTime.fromJSDate(value)
  if (!isShortText(value)) return undefined

  const text = value.trim()
  if (WITH_OFFSET.test(text)) return DateTime.fromISO(text.replace(' ', 'T'), { zone: 'utc' })
  const { date, time = '00:00' } = LOCAL.exec(text)?.groups ?? {}
  if (!date || !DateTime.fromISO(`${date}T${time}`, { zone: 'utc' }).isValid) return undefined
  return localInstant(date, time, timezone)
}

/** The local time that the value is written as, or null: then it is an instant in every zone. */
export function localFormOf(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const { date, time = '00:00' } = LOCAL.exec(value.trim())?.groups ?? {}
  return date ? asLocalForm(date, time) : null
}

/** Whether it is a date without a time. */
export function isDateAlone(value: unknown): boolean {
  const found = isShortText(value) ? LOCAL.exec(value.trim()) : null
  return found !== null && found.groups?.time === undefined
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_INSTANT
}
