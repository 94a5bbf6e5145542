import { DateTime } from 'luxon'
import { localDay } from '#delivery/cleanup/daily_counts'
import { InvalidDeskRequest } from '#delivery/desk/invalid_desk_request'
import { fromSqlInstant, toSqlInstant, toSqlInstantCeiling } from '#storage/instants'

const DATE = /^\d{4}-\d{2}-\d{2}$/

/**
 * One end of a period as people write it, as an instant of the database that
 * belongs to the period: `from` a day is its first second, `to` a day its last.
 * What names no zone is in the programme's.
 */
export function readMoment(field: 'from' | 'to', text: string, timezone: string): string {
  const moment = DateTime.fromISO(text.trim(), { zone: timezone })
  if (!moment.isValid) {
    throw new InvalidDeskRequest(
      field,
      `is "${text}": give a day such as 2026-03-09, or an instant such as 2026-03-09T14:00Z`
    )
  }
  if (DATE.test(text.trim())) {
    const day = localDay(text.trim(), timezone)
    return field === 'from' ? day.start : toSqlInstant(fromSqlInstant(day.end).minus(1_000))
  }
  return field === 'from' ? toSqlInstantCeiling(moment) : toSqlInstant(moment)
}
