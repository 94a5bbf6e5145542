import { Cron } from 'croner'
import { DateTime } from 'luxon'
import type { When } from '#timetable/timetable'

const MINUTE_MS = 60_000

/**
 * The newest slot that is not after the given instant. A local time that is
 * skipped by the clocks has its slot at the first instant after the gap; one that
 * occurs twice, at its first occurrence.
 */
export function latestSlot(when: When, at: DateTime, timezone: string): DateTime<true> {
  if ('everyMinutes' in when) {
    const every = when.everyMinutes * MINUTE_MS
    return DateTime.fromMillis(Math.floor(at.toMillis() / every) * every, {
      zone: 'utc',
    }) as DateTime<true>
  }
  const [hour, minute] = when.dailyAt.split(':').map(Number)
  const cron = new Cron(`${minute} ${hour} * * *`, { timezone, paused: true })
  /** croner looks before the second it is given. */
  const after = at.toUTC().startOf('second').plus({ seconds: 1 })
  const [slot] = cron.previousRuns(1, after.toJSDate())
  return DateTime.fromJSDate(slot, { zone: 'utc' }) as DateTime<true>
}

/**
 * The slot to run now if it has not been run: the newest one, so that those
 * missed before it collapse into it; none when it was missed too long ago.
 */
export function dueSlot(
  when: When,
  now: DateTime,
  { timezone, catchUpHours }: { timezone: string; catchUpHours: number }
): DateTime<true> | null {
  const slot = latestSlot(when, now, timezone)
  return now.diff(slot).as('hours') <= catchUpHours ? slot : null
}
