import { DateTime } from 'luxon'

/**
 * The one representation of an instant in the database: whole seconds of UTC as
 * `YYYY-MM-DD HH:MM:SS`. SQLite stores and compares this text; PostgreSQL sessions
 * run in UTC, so that it reads the same text as the same instant. Where
 * milliseconds matter (leases, rate slots) columns hold epoch milliseconds.
 */
const SQL_INSTANT = 'yyyy-MM-dd HH:mm:ss'

/** Rounds down: right for "now", so that nothing due in this second is missed. */
export function toSqlInstant(instant: DateTime): string {
  return instant.toUTC().toFormat(SQL_INSTANT)
}

/** Rounds up: right for "not before", so that nothing leaves early. */
export function toSqlInstantCeiling(instant: DateTime): string {
  const utc = instant.toUTC()
  return (utc.millisecond === 0 ? utc : utc.startOf('second').plus({ seconds: 1 })).toFormat(
    SQL_INSTANT
  )
}

export function fromSqlInstant(text: string): DateTime<true> {
  const instant = DateTime.fromSQL(text, { zone: 'utc' })
  if (!instant.isValid) throw new Error(`Not an instant of the database: "${text}"`)
  return instant as DateTime<true>
}
