import type { IANAZone } from 'luxon'

const DAY_MS = 86_400_000

/** By zone and day of UTC: minutes ahead of UTC, NaN on days on which that changes. */
const days = new Map<string, number>()
const MOST_DAYS = 10_000

/**
 * Minutes by which clocks in the zone are ahead of UTC, as `zone.offset()` says. That asks the
 * runtime, which takes several microseconds; here, only days on which the clocks are changed are
 * asked about again. No zone has ever changed its clocks and changed them back within one day.
 */
export function zoneOffset(zone: IANAZone, instant: number): number {
  const day = Math.floor(instant / DAY_MS)
  const key = `${zone.name} ${day}`
  const offset = days.get(key) ?? remember(key, offsetOfDay(zone, day * DAY_MS))
  return Number.isNaN(offset) ? zone.offset(instant) : offset
}

function offsetOfDay(zone: IANAZone, beginsAt: number): number {
  const offset = zone.offset(beginsAt)
  return offset === zone.offset(beginsAt + DAY_MS) ? offset : Number.NaN
}

function remember(key: string, offset: number): number {
  if (days.size >= MOST_DAYS) days.clear()
  days.set(key, offset)
  return offset
}
