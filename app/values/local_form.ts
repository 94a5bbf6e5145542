import { DateTime } from 'luxon'
import { asIfUtc } from './as_if_utc.js'
import { localInstant } from './local_instant.js'

/**
 * A local time as it is kept beside its instant: `2026-12-01 09:00:00`. Local forms of one zone
 * sort as texts.
 */
const FORMAT = 'yyyy-MM-dd HH:mm:ss'

/** Times that stay as they are, or lack the seconds alone. */
const WHOLE_SECONDS = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/

/** What clocks in the zone show at the instant. */
export function localForm(instant: DateTime, timezone: string): string {
  return instant.setZone(timezone).toFormat(FORMAT)
}

/** A local date and time as written; a fraction of a second is rounded up, so nothing is early. */
export function asLocalForm(date: string, time: string): string {
  const shown = asIfUtc(date, time)
  if (WHOLE_SECONDS.test(time) && !Number.isNaN(shown))
    return `${date} ${time.length === 5 ? `${time}:00` : time}`
  return DateTime.fromMillis(Math.ceil(shown / 1_000) * 1_000, { zone: 'utc' }).toFormat(FORMAT)
}

/** The instant of a local form by the zone data of this process. @throws UnknownLocalTime */
export function instantOfLocal(local: string, timezone: string): DateTime<true> {
  const [date, time] = local.split(' ')
  return localInstant(date, time, timezone)
}
