import type { DateTime } from 'luxon'
import { UnusableUntil } from '#delivery/pauses/errors'
import { asLocalForm, instantOfLocal } from '#values/local_form'
import { localFormOf, readInstant } from '#values/read_instant'

/** Characters of a time, with room for blanks around it. */
const LONGEST_TIME = 64

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

/**
 * Reads when a pause ends: an instant as `readInstant` reads it, or a time such as `18:00`,
 * which means its next occurrence in the zone. Throws `UnusableUntil` for a time that is past
 * or unreadable. `local` is the local time it was given as, null for an instant.
 */
export function readUntil(
  text: string,
  now: DateTime,
  zone: string
): { until: DateTime<true>; local: string | null } {
  if (text.length > LONGEST_TIME) throw new UnusableUntil(text, 'cannot be read as a time')
  const time = text.trim()
  const local = TIME.test(time) ? nextOccurrence(time, now, zone) : localFormOf(time)
  const until = TIME.test(time) ? instantOfLocal(local!, zone) : readInstant(time, zone)
  if (!until) throw new UnusableUntil(text, 'cannot be read as a time')
  if (until <= now) throw new UnusableUntil(text, 'is past')
  return { until, local }
}

function nextOccurrence(time: string, now: DateTime, zone: string): string {
  const today = now.setZone(zone).startOf('day')
  const [first, second] = [today, today.plus({ days: 1 })].map((day) =>
    asLocalForm(day.toFormat('yyyy-MM-dd'), time)
  )
  return instantOfLocal(first, zone) > now ? first : second
}
