import { Cron } from 'croner'
import { DateTime } from 'luxon'
import type { TimeOfDay } from '#app/sms_scheduler_config'

/** When a job is due: every day at a local time, or every so many minutes. */
export type When = { at: TimeOfDay } | { everyMinutes: number }

interface Today {
  now: DateTime
  timezone: string
  /** Hours for which a missed time of day is still made up for. */
  catchUpHours: number
}

const MINUTE_MS = 60_000

/**
 * The latest instant, now or before, at which the job was due; older ones have
 * collapsed into it. None where it is too long ago to be made up for.
 *
 * A local time skipped in spring is the first valid instant after the gap, one
 * that occurs twice in autumn is its first occurrence alone. Intervals are
 * counted from 1970 in UTC: they know no daylight saving time, every process
 * computes the same slots, and numbers that do not divide 60 stay even.
 */
export function dueSlot(when: When, { now, timezone, catchUpHours }: Today): DateTime | undefined {
  if ('everyMinutes' in when) {
    const interval = when.everyMinutes * MINUTE_MS
    return utc(Math.floor(now.toMillis() / interval) * interval)
  }

  const [hour, minute] = when.at.split(':').map(Number)
  const daily = new Cron(`0 ${minute} ${hour} * * *`, { timezone, paused: true })
  /** Croner looks strictly before the given second. */
  const [latest] = daily.previousRuns(1, utc(now.toMillis() + 1_000).toJSDate())
  if (!latest || now.toMillis() - latest.getTime() > catchUpHours * 60 * MINUTE_MS) return undefined
  return utc(latest.getTime())
}

function utc(ms: number): DateTime<true> {
  return DateTime.fromMillis(ms, { zone: 'utc' }) as DateTime<true>
}
