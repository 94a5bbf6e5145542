import { Cron, CronPattern } from 'croner'
import { DateTime } from 'luxon'

/**
 * A cron expression of five fields in a time zone. If the hours contain no wildcard, its times are
 * local times: a time that the clocks skip runs once, at the first instant after the gap, and a
 * repeated time runs at its first occurrence only. With a wildcard in the hours it follows elapsed
 * time: a skipped time is skipped, a repeated time runs twice. Parsed by croner.
 */
export class CronExpression {
  readonly #cron: Cron

  /** @throws InvalidCron */
  constructor(
    readonly expression: string,
    readonly timezone: string
  ) {
    try {
      this.#cron = new Cron(withoutWildMinutes(expression), {
        timezone,
        paused: true,
        mode: '5-part',
        fixedTimeRule: 'no-wildcard',
      })
    } catch (error) {
      throw new InvalidCron(expression, inOurWords(expression, error as Error))
    }
  }

  /** The first time after the instant; null if there is none (30 February). */
  next(after: DateTime): DateTime<true> | null {
    return asInstant(this.#cron.nextRun(after.toJSDate()))
  }

  /** The last time not after the instant. */
  latest(at: DateTime): DateTime<true> | null {
    /** croner searches before the second it is given. */
    const [run] = this.#cron.previousRuns(1, at.startOf('second').plus({ seconds: 1 }).toJSDate())
    return asInstant(run ?? null)
  }
}

/**
 * croner treats an expression with a wildcard in the minutes as elapsed time, whatever its hours
 * say. With fixed hours, the minutes are therefore written out. The same applies to steps of hours
 * that begin with a number.
 */
function withoutWildMinutes(expression: string): string {
  const [minute, , ...rest] = expression.trim().split(/\s+/)
  if (rest.length !== 3 || !keepsLocalTime(expression)) return expression
  const pattern = new CronPattern(expression, undefined, { mode: '5-part' })
  return [listOf(pattern.minute), listOf(pattern.hour), ...rest].join(' ')

  function listOf(places: number[]): string {
    const values = places.flatMap((on, value) => (on ? [value] : []))
    return values.length > 0 ? values.join(',') : minute
  }
}

/** Whether its hours contain no wildcard, so that it follows the clocks of its zone. */
export function keepsLocalTime(expression: string | null): boolean {
  const [, hour] = expression?.trim().split(/\s+/) ?? []
  return hour !== undefined && !/[*?]/.test(hour)
}

/** croner counts months from 0, and mentions six and seven fields, which we do not accept. */
function inOurWords(expression: string, { message }: Error): string {
  const fields = expression.trim().split(/\s+/).filter(Boolean).length
  if (fields !== 5) return `it has ${fields} ${fields === 1 ? 'field' : 'fields'}`
  return message
    .replace(/^CronPattern: /, '')
    .replace(/\.$/, '')
    .replace(/(?<=month: )-?\d+$/, (month) => String(Number(month) + 1))
}

function asInstant(date: Date | null): DateTime<true> | null {
  return date ? (DateTime.fromJSDate(date, { zone: 'utc' }) as DateTime<true>) : null
}

export class InvalidCron extends Error {
  readonly code = 'E_INVALID_CRON'

  constructor(
    readonly expression: string,
    why: string
  ) {
    super(
      `The cron expression "${expression}" cannot be used: ${why.replace(/\.$/, '')}. Five fields are expected, for example "0 6 * * 1-5"`
    )
  }
}
