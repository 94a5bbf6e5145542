import { DateTime, IANAZone } from 'luxon'
import { CronExpression } from '#schedules/cron_expression'
import { localInstant } from '#values/local_instant'

const MINUTE_MS = 60_000
/** Clocks change at a quarter of an hour of UTC. */
const QUARTER_MS = 15 * MINUTE_MS
const DAY_MS = 86_400_000

/** The runs from an instant on until another, which is not included. */
export function runsOf(cron: string, zone: string, from: string, to: string): string[] {
  const expression = new CronExpression(cron, zone)
  const end = DateTime.fromISO(to)
  const runs: string[] = []
  let run = expression.next(DateTime.fromISO(from, { zone: 'utc' }).minus({ seconds: 1 }))
  while (run && run < end) {
    runs.push(run.toISO({ suppressMilliseconds: true }))
    run = expression.next(run)
  }
  return runs
}

/**
 * Another way to find the runs of a cron expression, minute by minute and without
 * croner: with a wildcard in the hours every minute that passes is asked what
 * clocks show; without one every minute that a calendar has is asked when it is.
 */
export function runsByTheMinute(
  cron: string,
  zone: string,
  from: DateTime,
  to: DateTime
): string[] {
  const matches = matcher(cron)
  const [first, end] = [from.toMillis(), to.toMillis()]
  return cron.split(' ')[1].includes('*')
    ? byElapsedTime(matches, IANAZone.create(zone), first, end)
    : byLocalTime(matches, zone, first, end)
}

/** What clocks show, in the fields of UTC. */
type Matcher = (shown: Date) => boolean

function byElapsedTime(matches: Matcher, zone: IANAZone, from: number, to: number): string[] {
  const runs: string[] = []
  for (let quarter = from; quarter < to; quarter += QUARTER_MS) {
    const offsetMs = zone.offset(quarter) * MINUTE_MS
    for (let at = quarter; at < quarter + QUARTER_MS; at += MINUTE_MS) {
      if (matches(new Date(at + offsetMs))) runs.push(iso(at))
    }
  }
  return runs
}

function byLocalTime(matches: Matcher, zone: string, from: number, to: number): string[] {
  const runs = new Set<string>()
  for (let at = from - DAY_MS; at < to + DAY_MS; at += MINUTE_MS) {
    const shown = new Date(at)
    if (!matches(shown)) continue
    const [date, time] = shown.toISOString().split('T')
    const instant = localInstant(date, time.slice(0, 5), zone).toMillis()
    if (instant >= from && instant < to) runs.add(iso(instant))
  }
  return [...runs].sort()
}

function matcher(cron: string): Matcher {
  const fields = cron.split(' ')
  const [minutes, hours, days, months, weekdays] = fields.map(valuesOf)
  const isDay: Matcher = (shown) => days.has(shown.getUTCDate())
  const isWeekday: Matcher = (shown) => weekdays.has(shown.getUTCDay())
  /** Where day and weekday are given either will do. */
  const both = fields[2] !== '*' && fields[4] !== '*'
  return (shown) =>
    minutes.has(shown.getUTCMinutes()) &&
    hours.has(shown.getUTCHours()) &&
    months.has(shown.getUTCMonth() + 1) &&
    (both ? isDay(shown) || isWeekday(shown) : isDay(shown) && isWeekday(shown))
}

/** Of `*`, `5`, `1-5`, lists of these, each with a step: those below 60 that it means. */
function valuesOf(field: string): Set<number> {
  const values = Array.from({ length: 60 }, (_, value) => value)
  return new Set(values.filter((value) => field.split(',').some((part) => isIn(part, value))))
}

function isIn(part: string, value: number): boolean {
  const [range, step = '1'] = part.split('/')
  const [low, high = low] = range === '*' ? [0, 59] : range.split('-').map(Number)
  return value >= low && value <= high && (value - low) % Number(step) === 0
}

function iso(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`
}
