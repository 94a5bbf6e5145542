import { DateTime } from 'luxon'

/**
 * The one representation of an instant in the database: whole seconds of UTC as `YYYY-MM-DD
 * HH:MM:SS`. SQLite stores and compares this text; PostgreSQL sessions run in UTC, so the same text
 * means the same instant. Where milliseconds matter (leases, rate limits), columns hold epoch
 * milliseconds.
 */
const SQL_INSTANT = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/

/**
 * Rounds down, as is right for "now": nothing due in this second is missed. Uses Date here and
 * below: Luxon's formats are far slower, and a batch has thousands of instants. @throws RangeError
 * for an invalid instant
 */
export function toSqlInstant(instant: DateTime): string {
  return writtenAs(instant.toMillis())
}

/** Rounds up, as is right for "not before": nothing leaves early. */
export function toSqlInstantCeiling(instant: DateTime): string {
  return writtenAs(Math.ceil(instant.toMillis() / 1_000) * 1_000)
}

export function fromSqlInstant(text: string): DateTime<true> {
  const millis = millisOf(text)
  if (millis === null) throw new Error(`Not an instant of the database: "${text}"`)
  return DateTime.fromMillis(millis, { zone: 'utc' }) as DateTime<true>
}

/** Whether it is an instant as the database writes it. */
export function isSqlInstant(value: unknown): value is string {
  return typeof value === 'string' && millisOf(value) !== null
}

/** The same instant in ISO 8601, as the API returns it. */
export function isoOfSqlInstant(text: string): string {
  return text.replace(SQL_INSTANT, '$1T$2Z')
}

function millisOf(text: string): number | null {
  if (!SQL_INSTANT.test(text)) return null
  const millis = Date.parse(`${text.slice(0, 10)}T${text.slice(11)}Z`)
  /** Date takes 30 February for 2 March, and 24:00:00 for the next day. */
  const isThisDay = new Date(millis).getUTCDate() === Number(text.slice(8, 10))
  return isThisDay ? millis : null
}

function writtenAs(millis: number): string {
  const iso = new Date(millis).toISOString()
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
}
