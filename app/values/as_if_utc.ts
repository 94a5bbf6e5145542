import { DateTime } from 'luxon'

const DATE = /^([1-9]\d{3})-(\d\d)-(\d\d)$/
const TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?$/

/**
 * Epoch milliseconds at which UTC clocks show this date and time; NaN if no clock does. What a date
 * and time of day look like nearly always (`2026-03-10`, `09:00:00`) is worked out here, a hundred
 * times faster than by Luxon, and the same; the rest is left to Luxon.
 */
export function asIfUtc(date: string, time: string): number {
  return plainly(DATE.exec(date), TIME.exec(time)) ?? byLuxon(date, time)
}

function plainly(date: RegExpExecArray | null, time: RegExpExecArray | null): number | undefined {
  if (!date || !time) return undefined
  const [, year, month, day] = date
  const [, hour, minute, second = 0, fraction = 0] = time
  const millis = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second, millisOf(fraction))
  /** Date.UTC takes 30 February for 2 March. */
  const shown = new Date(millis)
  const exists = shown.getUTCDate() === +day && shown.getUTCMonth() === +month - 1
  return exists ? millis : undefined
}

/** Cut off, as Luxon does. */
function millisOf(fraction: string | number): number {
  return Math.floor(Number.parseFloat(`0.${fraction}`) * 1_000)
}

function byLuxon(date: string, time: string): number {
  return DateTime.fromISO(`${date}T${time}`, { zone: 'utc' }).toMillis()
}
