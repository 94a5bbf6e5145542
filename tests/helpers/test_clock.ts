import { DateTime, type DurationLikeObject } from 'luxon'
import { toSqlInstant } from '#storage/instants'

/** Tuesday 10 March 2026, 10:00 in Douala. */
export const TEST_NOW = '2026-03-10T09:00:00Z'

export const now = DateTime.fromISO(TEST_NOW, { zone: 'utc' }) as DateTime<true>

/** `2026-03-10 08:00:00` for `{ hours: 1 }`: that long before the present of the tests. */
export function ago(duration: DurationLikeObject): string {
  return toSqlInstant(now.minus(duration))
}
