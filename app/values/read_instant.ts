import { DateTime } from 'luxon'
import { asIfUtc } from './as_if_utc.js'
import { asLocalForm } from './local_form.js'
import { localInstant } from './local_instant.js'

const LOCAL = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?$/
const WITH_OFFSET =
  /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?:Z|([+-])(0\d|1[0-4])(?::?(\d{2}))?)$/i
/** The accepted forms, for people. */
export const AN_INSTANT = 'an instant such as "2026-03-10 09:00:00" or "2026-03-10T09:00:00+01:00"'

/** Characters of the longest form, with room for blanks around it. */
const LONGEST_INSTANT = 64

/** From the year 1970 until the year 2999. */
const FIRST_MS = 0
const LAST_MS = Date.UTC(3000, 0) - 1

/**
 * An instant as people and programs write it: ISO 8601 with an offset as is; without one in the
 * zone, and a date alone at its start. A local time that the clocks skip is the first instant after
 * the gap, a repeated one its first occurrence. Undefined if unreadable.
 */
export function readInstant(value: unknown, timezone: string): DateTime<true> | undefined {
  const instant = read(value, timezone)
  if (!isValid(instant)) return undefined
  const millis = instant.toMillis()
  return millis >= FIRST_MS && millis <= LAST_MS ? instant : undefined
}

function isValid(instant: DateTime | undefined): instant is DateTime<true> {
  return instant?.isValid ?? false
}

function read(value: unknown, timezone: string): DateTime | undefined {
  if (DateTime.isDateTime(value)) return value
  if (value instanceof Date) return DateTime.fromJSDate(value)
  if (!isShortText(value)) return undefined

  const text = value.trim()
  const withOffset = WITH_OFFSET.exec(text)
  if (withOffset) return fromOffset(withOffset)
  const [, date, time = '00:00'] = LOCAL.exec(text) ?? []
  if (!date || Number.isNaN(asIfUtc(date, time))) return undefined
  return localInstant(date, time, timezone)
}

function fromOffset([, date, time, sign, hours = '0', minutes = '0']: RegExpExecArray): DateTime {
  const ahead = (sign === '-' ? -60_000 : 60_000) * (Number(hours) * 60 + Number(minutes))
  return DateTime.fromMillis(asIfUtc(date, time) - ahead, { zone: 'utc' })
}

/** The local time that the value is written as, or null: then it is an instant in every zone. */
export function localFormOf(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const [, date, time = '00:00'] = LOCAL.exec(value.trim()) ?? []
  return date ? asLocalForm(date, time) : null
}

/** Whether it is a date without a time. */
export function isDateAlone(value: unknown): boolean {
  const found = isShortText(value) ? LOCAL.exec(value.trim()) : null
  return found !== null && found[2] === undefined
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_INSTANT
}
