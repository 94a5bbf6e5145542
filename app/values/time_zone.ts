import { IANAZone } from 'luxon'

/** Asking the runtime costs 90 µs and native memory each time; files contain few zones. */
const asked = new Map<string, boolean>()
const MOST_KEPT = 1_000

/** Characters of the longest name, with room. */
const LONGEST_NAME = 64

/** An IANA zone. An offset such as `+01:00` is none: it says nothing about summer time. */
export function isTimeZone(name: string): boolean {
  if (name.length > LONGEST_NAME) return false
  const known = asked.get(name)
  if (known !== undefined) return known
  const isZone = !/^[+-]/.test(name) && IANAZone.isValidZone(name)
  if (asked.size < MOST_KEPT) asked.set(name, isZone)
  return isZone
}
