import { DateTime } from 'luxon'
import { localInstant } from './local_instant.js'

/**
 * A local time as it is kept beside its instant: `2026-12-01 09:00:00`. Local forms of one zone
 * sort as texts.
 */
const FORMAT = 'yyyy-MM-dd HH:mm:ss'

/** What clocks in the zone show at the instant. */
export function localForm(instant: DateTime, timezone: string): string {
  return instant.setZone(timezone).toFormat(FORMAT)
}

/** A local date and time as written; a fraction of a second is rounded up, so nothing is early. */
export function asLocalForm(date: string, time: string): string {
  const shown = DateTime.fromISO(`${date}T${time}`, { zone: 'utc' })
  return DateTime.fromMillis(Math.ceil(shown.toMillis() / 1_000) * 1_000, { zone: 'utc' }).toFormat(
    FORMAT
  )
}

/** The instant of a local form by the zone data of this process. @throws UnknownLocalTime */
export function instantOfLocal(local: string, timezone: string): DateTime<true> {
  const [date, time] = local.split(' ')
  return localInstant(date, time, timezone)
}
