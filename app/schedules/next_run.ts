import { DateTime } from 'luxon'
import { CronExpression } from '#schedules/cron_expression'
import type { Timing } from '#schedules/timing'

const SECOND_MS = 1_000

/** Parsed expressions: parsing costs more than using them. */
const expressions = new Map<string, CronExpression>()
const MOST_EXPRESSIONS = 5_000

/**
 * The first time after the instant at which a schedule runs; null if there is none. @throws
 * InvalidCron
 */
export function nextRun(timing: Timing, after: DateTime): DateTime<true> | null {
  const { startsAt, endsAt } = timing
  const run = firstRun(timing, startsAt && after < startsAt ? justBefore(startsAt) : after)
  return run && (!endsAt || run < endsAt) ? run : null
}

/**
 * The last time after `after` and not after `now`; null if there is none. Missed times collapse
 * into it.
 */
export function latestRun(timing: Timing, after: DateTime, now: DateTime): DateTime<true> | null {
  const { endsAt } = timing
  const last = lastRun(timing, endsAt && endsAt <= now ? justBefore(endsAt) : now)
  return last && last > after && (!timing.startsAt || last >= timing.startsAt) ? last : null
}

/** Counts the runs in `[first, last)` one by one, up to `most`. */
export function countRuns(timing: Timing, first: DateTime, last: DateTime, most: number): number {
  if (timing.kind === 'interval') return intervalsUpTo(timing, last) - intervalsUpTo(timing, first)
  let count = 0
  for (let run: DateTime | null = first; run && run < last && count < most; count++)
    run = nextRun(timing, run)
  return count
}

/** The last millisecond before it. Luxon's minus() takes ten times as long. */
export function justBefore(instant: DateTime): DateTime {
  return DateTime.fromMillis(instant.toMillis() - 1, { zone: 'utc' })
}

function firstRun(timing: Timing, after: DateTime): DateTime<true> | null {
  switch (timing.kind) {
    case 'once':
      return timing.runAt > after ? utc(timing.runAt) : null
    case 'cron':
      return expressionOf(timing).next(after)
    case 'interval':
      return intervalRun(timing, intervalsUpTo(timing, after) + 1)
    default:
      return timing satisfies never
  }
}

function lastRun(timing: Timing, at: DateTime): DateTime<true> | null {
  switch (timing.kind) {
    case 'once':
      return timing.runAt <= at ? utc(timing.runAt) : null
    case 'cron':
      return expressionOf(timing).latest(at)
    case 'interval': {
      const count = intervalsUpTo(timing, at)
      return count >= 0 ? intervalRun(timing, count) : null
    }
    default:
      return timing satisfies never
  }
}

type Interval = Extract<Timing, { kind: 'interval' }>

/**
 * The n-th run, rounded up to the second: never early, and at most a second late however long it
 * continues.
 */
function intervalRun({ startsAt, intervalMs }: Interval, n: number): DateTime<true> {
  const exact = startsAt.toMillis() + n * intervalMs
  const run = DateTime.fromMillis(Math.ceil(exact / SECOND_MS) * SECOND_MS, { zone: 'utc' })
  if (!run.isValid || intervalMs < SECOND_MS)
    throw new Error(`An interval of ${intervalMs} ms cannot be used`)
  return run
}

/** The number of the last run not after the instant; -1 before the first. */
function intervalsUpTo({ startsAt, intervalMs }: Interval, at: DateTime): number {
  const secondEnd = Math.floor(at.toMillis() / SECOND_MS) * SECOND_MS
  return Math.max(-1, Math.floor((secondEnd - startsAt.toMillis()) / intervalMs))
}

function expressionOf({ cron, timezone }: { cron: string; timezone: string }): CronExpression {
  const key = `${timezone} ${cron}`
  const known = expressions.get(key)
  if (known) return known
  const expression = new CronExpression(cron, timezone)
  if (expressions.size >= MOST_EXPRESSIONS) expressions.clear()
  expressions.set(key, expression)
  return expression
}

function utc(instant: DateTime): DateTime<true> {
  return instant.toUTC() as DateTime<true>
}
