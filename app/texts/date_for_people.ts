import { DateTime } from 'luxon'

/**
 * The 1990 spelling allows "aout": the circumflex would make the whole SMS UCS-2, at twice the
 * price.
 */
const MONTHS: Record<string, string[]> = {
  fr: [
    'janvier',
    'février',
    'mars',
    'avril',
    'mai',
    'juin',
    'juillet',
    'aout',
    'septembre',
    'octobre',
    'novembre',
    'décembre',
  ],
  en: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
}

/**
 * A date for caregivers in GSM-7: "10 mars 2026", "10 March 2026"; in other languages 10/03/2026.
 */
export function dateForPeople(date: string, language: string): string {
  const { year, month, day } = DateTime.fromISO(date, { zone: 'utc' })
  const name = Object.hasOwn(MONTHS, language) && MONTHS[language][month - 1]
  if (!name) return date.split('-').reverse().join('/')
  return `${day === 1 && language === 'fr' ? '1er' : day} ${name} ${year}`
}
