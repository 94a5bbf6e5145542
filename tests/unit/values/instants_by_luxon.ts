import { DateTime, IANAZone } from 'luxon'

/** Instants as Luxon alone would read them: slow, and the measure of what is fast. */

const HOUR_MS = 3_600_000
const LOCAL = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?$/
const WITH_OFFSET =
  /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4])(?::?\d{2})?)$/i

/** Epoch milliseconds; undefined if unreadable. */
export function readByLuxon(text: string, zone: string): number | undefined {
  const millis = WITH_OFFSET.test(text)
    ? DateTime.fromISO(text.replace(' ', 'T'), { zone: 'utc' }).toMillis()
    : readLocal(text, zone)
  const { year } = DateTime.fromMillis(millis, { zone: 'utc' })
  return year >= 1970 && year <= 2999 ? millis : undefined
}

function readLocal(text: string, zone: string): number {
  const [, date, time = '00:00'] = LOCAL.exec(text) ?? []
  return date ? localInstantByLuxon(date, time, zone) : Number.NaN
}

export function localInstantByLuxon(date: string, time: string, zoneName: string): number {
  const zone = IANAZone.create(zoneName)
  const shownIn = (instant: number) => instant + zone.offset(instant) * 60_000
  const wanted = DateTime.fromISO(`${date}T${time}`, { zone: 'utc' }).toMillis()
  if (Number.isNaN(wanted)) return wanted
  let [before, after] = [wanted - 15 * HOUR_MS, wanted + 13 * HOUR_MS]
  const [larger, smaller] = [zone.offset(before), zone.offset(after)].sort((a, b) => b - a)
  for (const offset of [larger, smaller])
    if (shownIn(wanted - offset * 60_000) === wanted) return wanted - offset * 60_000
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (shownIn(middle) < wanted) before = middle
    else after = middle
  }
  return after
}

/** A local form; null if the text is not a local time. */
export function localFormByLuxon(text: string): string | null {
  const [, date, time = '00:00'] = LOCAL.exec(text) ?? []
  if (!date) return null
  const shown = DateTime.fromISO(`${date}T${time}`, { zone: 'utc' }).toMillis()
  return DateTime.fromMillis(Math.ceil(shown / 1_000) * 1_000, { zone: 'utc' }).toFormat(
    'yyyy-MM-dd HH:mm:ss'
  )
}
