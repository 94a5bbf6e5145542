import type { DateTime } from 'luxon'
import type { ReminderRule } from '#settings/sms_scheduler_config'
import { fromSqlInstant } from '#storage/instants'

/** Where dates and numbers are written the way the reader's language does; both with a 24-hour clock. */
const LOCALES: Readonly<Record<string, string>> = { fr: 'fr', en: 'en-GB' }

/** `fallback`: the text where there is none under the key. */
export type Translate = (key: string, data?: Record<string, unknown>, fallback?: string) => string

const numbers = remembered(
  (locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options)
)
const dates = remembered(
  (locale, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options)
)
const distances = remembered(
  (locale, options: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(locale, options)
)

const DAY = { weekday: 'short', day: 'numeric', month: 'short' } as const
const WHOLE_DAY = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const
const LONG_DAY = { weekday: 'long', day: 'numeric', month: 'long' } as const
const WEEKDAY = { weekday: 'short', day: 'numeric' } as const
const SHORT = { day: 'numeric', month: 'short' } as const
const BIRTH = { day: 'numeric', month: 'short', year: 'numeric' } as const
const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

/** Seconds of each unit, longest first. */
const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/**
 * Who reads a page: language, clock, the programme's zone. Writes numbers and times for that person.
 * Instants as the database writes them, or as DateTime.
 */
export class Reader {
  readonly #locale: string

  constructor(
    readonly language: string,
    /** The texts of resources/lang in that language. */
    readonly t: Translate,
    readonly zone: string,
    readonly now: DateTime,
    readonly rules: readonly Pick<ReminderRule, 'type' | 'offsetDays'>[] = []
  ) {
    this.#locale = LOCALES[language] ?? language
  }

  number(value: number): string {
    return numbers(this.#locale, {}).format(value)
  }

  /** A share from 0 to 1 as per cent. */
  percent(share: number): string {
    const maximumFractionDigits = share < 0.1 ? 1 : 0
    return numbers(this.#locale, { style: 'percent', maximumFractionDigits }).format(share)
  }

  /** `1 204`, or `10 000+` where the counting stopped there. */
  atLeast(value: number, isMore: boolean): string {
    return isMore ? `${this.number(value)}+` : this.number(value)
  }

  /** `mer. 16 déc. 09:00` */
  moment(instant: string | DateTime, zone = this.zone): string {
    return `${this.day(instant, zone)} ${this.time(instant, zone)}`
  }

  /** `mer. 16 déc.` */
  day(instant: string | DateTime, zone = this.zone): string {
    return this.#format(instant, { ...DAY, timeZone: zone })
  }

  /** `mercredi 16 décembre`, where a sentence ends with it. */
  longDay(instant: string | DateTime, zone = this.zone): string {
    return this.#format(instant, { ...LONG_DAY, timeZone: zone })
  }

  /** `jeudi 26 novembre 2026` */
  wholeDay(instant: string | DateTime): string {
    return this.#format(instant, { ...WHOLE_DAY, timeZone: this.zone })
  }

  /** `09:00` */
  time(instant: string | DateTime, zone = this.zone): string {
    return this.#format(instant, { ...TIME, timeZone: zone })
  }

  /** `09:00:04` */
  exactTime(instant: string | DateTime, zone = this.zone): string {
    return this.#format(instant, { ...TIME, second: '2-digit', timeZone: zone })
  }

  /** A date without a time: `2026-12-16` as `mer. 16 déc.`, with the year where it is not this one. */
  date(date: string): string {
    const isThisYear = date.startsWith(String(this.now.setZone(this.zone).year))
    const options = isThisYear ? DAY : ({ ...DAY, year: 'numeric' } as const)
    return this.#format(`${date} 00:00:00`, { ...options, timeZone: 'UTC' })
  }

  /** `mer. 16` */
  weekday(date: string): string {
    return this.#format(`${date} 00:00:00`, { ...WEEKDAY, timeZone: 'UTC' })
  }

  /** `mercredi` */
  weekdayName(date: string): string {
    return this.#format(`${date} 00:00:00`, { weekday: 'long', timeZone: 'UTC' })
  }

  /** `16 déc.` */
  shortDate(date: string): string {
    return this.#format(`${date} 00:00:00`, { ...SHORT, timeZone: 'UTC' })
  }

  /** `1 déc. 2025` */
  birthDate(date: string): string {
    return this.#format(`${date} 00:00:00`, { ...BIRTH, timeZone: 'UTC' })
  }

  /** `il y a 2 min`, `dans 3 jours` */
  ago(instant: string | DateTime): string {
    const seconds = Math.round((millisOf(instant) - this.now.toMillis()) / 1_000)
    const [unit, size] =
      UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? (['second', 1] as const)
    const distance = distances(this.#locale, { numeric: 'auto', style: 'short' })
    return distance.format(Math.trunc(seconds / size), unit)
  }

  #format(instant: string | DateTime, options: Intl.DateTimeFormatOptions): string {
    return dates(this.#locale, options).format(millisOf(instant))
  }
}

function millisOf(instant: string | DateTime): number {
  return typeof instant === 'string' ? fromSqlInstant(instant).toMillis() : instant.toMillis()
}

/** Making a format takes far longer than using it; there are a few dozen. */
function remembered<Options, Format>(make: (locale: string, options: Options) => Format) {
  const known = new Map<string, Format>()
  return (locale: string, options: Options): Format => {
    const key = `${locale} ${JSON.stringify(options)}`
    const format = known.get(key) ?? make(locale, options)
    known.set(key, format)
    return format
  }
}
