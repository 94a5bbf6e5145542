import { localDay } from '#messages/daily_counts'
import { fromSqlInstant, toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { isDateAlone, readInstant } from '#values/read_instant'

/** What can be read, for people. */
export const A_MOMENT = 'a day such as 2026-03-09, or an instant such as 2026-03-09T14:00Z'

/**
 * One end of a period as people write it, as an instant of the database inside the period: for a
 * day, `from` is its first second and `to` its last. Without an offset it is in the programme's
 * zone. Undefined if it cannot be read.
 */
export function readMoment(
  field: 'from' | 'to',
  text: string,
  timezone: string
): string | undefined {
  const moment = readInstant(text, timezone)
  if (!moment) return undefined
  if (isDateAlone(text)) {
    const day = localDay(text.trim(), timezone)
    return field === 'from' ? day.start : toSqlInstant(fromSqlInstant(day.end).minus(1_000))
  }
  return field === 'from' ? toSqlInstantCeiling(moment) : toSqlInstant(moment)
}
