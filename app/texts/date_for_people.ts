import { baseOf } from '#values/language_tag'
import { intlIn, isSpoken } from './language_words.js'

/**
 * French and English are written here, not by Intl, whose words change with its data. `août` is the
 * only month that GSM-7 lacks: it becomes `aout` where it would cost a segment.
 */
const MONTHS: Record<string, string[]> = {
  fr: list('janvier février mars avril mai juin juillet août septembre octobre novembre décembre'),
  en: list('January February March April May June July August September October November December'),
}

const WEEKDAYS: Record<string, string[]> = {
  fr: list('dimanche lundi mardi mercredi jeudi vendredi samedi'),
  en: list('Sunday Monday Tuesday Wednesday Thursday Friday Saturday'),
}

/** A date for caregivers: "10 mars 2026", "10 March 2026"; in other languages 10/03/2026. */
export function dateForPeople(date: string, language: string): string {
  const day = dayOfMonth(date, baseOf(language))
  return day ? `${day} ${date.slice(0, 4)}` : date.split('-').reverse().join('/')
}

/**
 * A date with its weekday, without the year: "lundi 7 décembre", "Monday 7 December", "Jumatatu, 7
 * Desemba"; 07/12/2026 in a language that Intl does not speak.
 */
export function dayForPeople(date: string, language: string): string {
  const base = baseOf(language)
  const day = dayOfMonth(date, base)
  const midnight = Date.parse(`${date}T00:00:00Z`)
  if (day) return `${WEEKDAYS[base][new Date(midnight).getUTCDay()]} ${day}`
  return formatOf(language)?.format(midnight) ?? dateForPeople(date, language)
}

function dayOfMonth(date: string, language: string): string | null {
  if (!Object.hasOwn(MONTHS, language)) return null
  const [, month, day] = date.split('-').map(Number)
  return `${day === 1 && language === 'fr' ? '1er' : day} ${MONTHS[language][month - 1]}`
}

const formats = new Map<string, Intl.DateTimeFormat | null>()

function formatOf(language: string): Intl.DateTimeFormat | null {
  let format = formats.get(language)
  if (format === undefined) {
    const made = intlIn(
      () =>
        new Intl.DateTimeFormat(language, {
          weekday: 'long',
          day: 'numeric',
          month: 'long',
          calendar: 'gregory',
          timeZone: 'UTC',
        })
    )
    format = made && isSpoken(made, language) ? made : null
    formats.set(language, format)
  }
  return format
}

function list(words: string): string[] {
  return words.split(' ')
}
