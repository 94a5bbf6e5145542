import { DateTime } from 'luxon'

/** Minutes by which the operator's clock may be ahead of ours. */
const MAY_BE_AHEAD_MINUTES = 5

/** Characters of the longest form that is read, with room. */
const LONGEST_TIME = 64

/** Before that nobody sent an SMS to us: the clock was never set. */
const FIRST_YEAR = 2000

/**
 * When a reply was sent, as the operator says (`dateTime`: ISO 8601, or with a
 * space; UTC where no zone is given). Null where that cannot be read.
 */
export function readSentAt(written: string | null): DateTime<true> | null {
  if (written === null || written.length > LONGEST_TIME) return null
  const text = written.trim().replace(/\s{1,8}([+-]\d)/, '$1')
  const read = [DateTime.fromISO, DateTime.fromSQL, DateTime.fromRFC2822]
    .map((from) => from(text, { zone: 'utc' }))
    .find((instant) => instant.isValid)
  return read?.isValid && read.year >= FIRST_YEAR ? read : null
}

/** Whether it can be relied on: what lies ahead of its own arrival comes from a wrong clock, or was made up. */
export function isCredible(sentAt: DateTime, receivedAt: DateTime): boolean {
  return sentAt <= receivedAt.plus({ minutes: MAY_BE_AHEAD_MINUTES })
}
