import type { DateTime } from 'luxon'
import { UnusableUntil } from '#delivery/pauses/errors'
import { localInstant } from '#values/local_instant'
import { readInstant } from '#values/read_instant'

/** Characters of a time, with room for blanks around it. */
const LONGEST_TIME = 64

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

/**
 * Reads when a pause ends: an instant as `readInstant` reads it, or a time such as `18:00`,
 * which means its next occurrence in the zone. Throws `UnusableUntil` for a time that is past
 * or unreadable.
 */
export function readUntil(text: string, now: DateTime, zone: string): DateTime<true> {
  if (text.length > LONGEST_TIME) throw new UnusableUntil(text, 'cannot be read as a time')
  const time = text.trim()
  const until = TIME.test(time) ? nextOccurrence(time, now, zone) : readInstant(time, zone)
  if (!until) throw new UnusableUntil(text, 'cannot be read as a time')
  if (until <= now) throw new UnusableUntil(text, 'is past')
  return until
}

function nextOccurrence(time: string, now: DateTime, zone: string): DateTime<true> {
  const today = now.setZone(zone).startOf('day')
  const days = [today, today.plus({ days: 1 })].map((day) => day.toFormat('yyyy-MM-dd'))
  const [first, second] = days.map((day) => localInstant(day, time, zone))
  return first > now ? first : second
}
