import type { DateTime } from 'luxon'
import { toSqlInstantCeiling } from '#storage/instants'
import { AN_INSTANT, readInstant } from '#values/read_instant'
import { InvalidDeskRequest } from './invalid_desk_request.js'

/** Whoever means a date farther ahead has mistyped the year. */
const MOST_DAYS_AHEAD = 366

/**
 * The date that a person gives messages, as an instant of the database. Without an offset it is in
 * the programme's zone.
 *
 * @throws InvalidDeskRequest
 */
export function readNewDate(
  text: string,
  { timezone, now }: { timezone: string; now: DateTime }
): string {
  const at = readInstant(text, timezone)
  if (!at) throw new InvalidDeskRequest('at', `is not readable: give ${AN_INSTANT}`)
  if (at <= now) throw new InvalidDeskRequest('at', 'is past')
  if (at > now.plus({ days: MOST_DAYS_AHEAD }))
    throw new InvalidDeskRequest('at', `is more than ${MOST_DAYS_AHEAD} days ahead`)
  return toSqlInstantCeiling(at)
}
