import { Cron } from 'croner'
import { DateTime } from 'luxon'
import type { TimeOfDay } from '#settings/sms_scheduler_config'
import type { Cadence } from '#timetable/timetable'

const MINUTE_MS = 60_000

/**
 * The newest slot not after the instant. A local time skipped by the clocks has its slot at the
 * first instant after the gap; a repeated one at its first occurrence.
 */
export function latestSlot(when: Cadence, at: DateTime, timezone: string): DateTime<true> {
  if ('everyMinutes' in when) {
    const every = when.everyMinutes * MINUTE_MS
    return DateTime.fromMillis(Math.floor(at.toMillis() / every) * every, {
      zone: 'utc',
    }) as DateTime<true>
  }
  /** croner searches before the second it is given. */
  const after = at.toUTC().startOf('second').plus({ seconds: 1 })
  const [slot] = dailyCron(when, timezone).previousRuns(1, after.toJSDate())
  return DateTime.fromJSDate(slot, { zone: 'utc' }) as DateTime<true>
}

/** The first slot after the instant. */
export function nextSlot(when: Cadence, at: DateTime, timezone: string): DateTime<true> {
  if ('everyMinutes' in when)
    return latestSlot(when, at, timezone).plus({ minutes: when.everyMinutes })
  const [next] = dailyCron(when, timezone).nextRuns(1, at.toJSDate())
  return DateTime.fromJSDate(next, { zone: 'utc' }) as DateTime<true>
}

/**
 * The local time of a slot, as the timetable has it: `2026-12-01 06:00`. Null for a stretch of time,
 * which no zone moves.
 */
export function localSlot(when: Cadence, slot: DateTime, timezone: string): string | null {
  return 'dailyAt' in when ? `${slot.setZone(timezone).toISODate()} ${when.dailyAt}` : null
}

/**
 * The slot to run now unless it has run: the newest one, which also covers those missed before it.
 * Null if it was missed too long ago.
 */
export function dueSlot(
  when: Cadence,
  now: DateTime,
  { timezone, catchUpHours }: { timezone: string; catchUpHours: number }
): DateTime<true> | null {
  const slot = latestSlot(when, now, timezone)
  return now.diff(slot).as('hours') <= catchUpHours ? slot : null
}

function dailyCron({ dailyAt }: { dailyAt: TimeOfDay }, timezone: string): Cron {
  const [hour, minute] = dailyAt.split(':').map(Number)
  return new Cron(`${minute} ${hour} * * *`, { timezone, paused: true })
}
