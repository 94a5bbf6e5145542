import { DateTime, IANAZone } from 'luxon'
import { asIfUtc } from './as_if_utc.js'
import { zoneOffset } from './zone_offset.js'

const HOUR_MS = 3_600_000
/** Zones are between UTC-12 and UTC+14: outside these bounds no clock shows the wanted time. */
const EARLIEST_MS = 15 * HOUR_MS
const LATEST_MS = 13 * HOUR_MS

/**
 * The first instant at which clocks in the zone show this local time or a later one. A repeated
 * time is therefore its first occurrence, and a skipped time (an hour in spring, a whole day in
 * Apia in 2011) the first valid instant after the gap.
 */
export function localInstant(date: string, timeOfDay: string, zoneName: string): DateTime<true> {
  const zone = IANAZone.create(zoneName)
  const wanted = asIfUtc(date, timeOfDay)
  if (!zone.isValid || Number.isNaN(wanted)) throw new UnknownLocalTime(date, timeOfDay, zoneName)

  /** Ahead of UTC first: with two candidates the larger offset is the earlier instant. */
  const offsets = [wanted - EARLIEST_MS, wanted + LATEST_MS]
    .map((bound) => zoneOffset(zone, bound))
    .sort((left, right) => right - left)
  const exact = offsets
    .map((offset) => wanted - offset * 60_000)
    .find((instant) => shownIn(zone, instant) === wanted)
  return DateTime.fromMillis(exact ?? endOfGap(zone, wanted), { zone: 'utc' }) as DateTime<true>
}

/** Clocks jump over `wanted` once between the bounds: bisects them until the jump is found. */
function endOfGap(zone: IANAZone, wanted: number): number {
  let before = wanted - EARLIEST_MS
  let after = wanted + LATEST_MS
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (shownIn(zone, middle) < wanted) before = middle
    else after = middle
  }
  return after
}

/** The local time in the zone, as if it were UTC. */
function shownIn(zone: IANAZone, instant: number): number {
  return instant + zoneOffset(zone, instant) * 60_000
}

export class UnknownLocalTime extends Error {
  constructor(
    readonly date: string,
    readonly timeOfDay: string,
    readonly zone: string
  ) {
    super(
      `There is no ${date} ${timeOfDay} in zone "${zone}": a date is YYYY-MM-DD, a time of day HH:MM, a zone an IANA name such as "Africa/Douala"`
    )
  }
}
