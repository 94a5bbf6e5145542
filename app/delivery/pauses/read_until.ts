import { DateTime } from 'luxon'
import { UnusableUntil } from '#delivery/pauses/errors'
import { localInstant } from '#reminders/local_instant'

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/
const DATE = /^\d{4}-\d{2}-\d{2}$/
const DATE_AND_TIME = /^(?<date>\d{4}-\d{2}-\d{2})[ T](?<time>\d{2}:\d{2}(:\d{2})?)$/
const WITH_OFFSET = /T.*(Z|[+-](0\d|1[0-4])(:?\d{2})?)$/i

/**
 * When a pause ends, as a person writes it: an ISO 8601 instant; or in the zone
 * `2026-03-10 18:00`, a date (its start), or `18:00` (when clocks next show it).
 * What is past or cannot be read throws `UnusableUntil`.
 */
export function readUntil(text: string, now: DateTime, zone: string): DateTime<true> {
  const until = read(text.trim(), now, zone)
  if (!until?.isValid) throw new UnusableUntil(text, 'cannot be read as a time')
  if (until <= now) throw new UnusableUntil(text, 'is past')
  return until as DateTime<true>
}

function read(text: string, now: DateTime, zone: string): DateTime | undefined {
  if (TIME.test(text)) return nextOccurrence(text, now, zone)
  if (DATE.test(text)) return local(text, '00:00', zone)

  const parts = DATE_AND_TIME.exec(text)?.groups
  if (parts) return local(parts.date, parts.time, zone)
  return WITH_OFFSET.test(text) ? DateTime.fromISO(text, { zone: 'utc' }) : undefined
}

function nextOccurrence(time: string, now: DateTime, zone: string): DateTime {
  const today = now.setZone(zone).startOf('day')
  const days = [today, today.plus({ days: 1 })].map((day) => day.toFormat('yyyy-MM-dd'))
  const [first, second] = days.map((day) => localInstant(day, time, zone))
  return first > now ? first : second
}

/** A date that is none, such as 30 February, is unreadable like any other text. */
function local(date: string, time: string, zone: string): DateTime | undefined {
  return DateTime.fromISO(`${date}T${time}`).isValid ? localInstant(date, time, zone) : undefined
}
