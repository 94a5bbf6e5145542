import withLocales from 'cronstrue/i18n.js'
import { DateTime } from 'luxon'

export type Language = 'fr' | 'en'

/** When a schedule runs, with the fields of `Schedule` and of requests. */
export interface When {
  kind: 'once' | 'cron' | 'interval'
  cron?: string | null
  intervalMs?: number | null
  /** ISO 8601. */
  runAt?: string | null
  timezone: string
}

/**
 * When a schedule runs, as a sentence without a full stop; with its zone if it uses local times.
 */
export function inWords(when: When, language: Language): string {
  switch (when.kind) {
    case 'once':
      return `${once(when, language)} (${when.timezone})`
    case 'cron':
      return `${cronInWords(when.cron!, language)} (${when.timezone})`
    case 'interval':
      return every(when.intervalMs!, language)
    default:
      return when.kind satisfies never
  }
}

function once({ runAt, timezone }: When, language: Language): string {
  const format = {
    fr: "'Une fois, le' d MMMM yyyy 'à' HH:mm:ss",
    en: "'Once, on' d MMMM yyyy 'at' HH:mm:ss",
  }[language]
  const text = DateTime.fromISO(runAt!, { zone: timezone }).toFormat(format, { locale: language })
  return text.replace(/:00$/, '').replace(/ le 1 /, ' le 1er ')
}

/** Shown as written if the library has no words for it. */
function cronInWords(cron: string, language: Language): string {
  try {
    return withLocales.default.toString(cron, { locale: language, use24HourTimeFormat: true })
  } catch {
    return { fr: `Selon « ${cron} »`, en: `By "${cron}"` }[language]
  }
}

const UNITS = [
  { ms: 86_400_000, en: ['Every day', 'Every % days'], fr: ['Tous les jours', 'Tous les % jours'] },
  {
    ms: 3_600_000,
    en: ['Every hour', 'Every % hours'],
    fr: ['Toutes les heures', 'Toutes les % heures'],
  },
  {
    ms: 60_000,
    en: ['Every minute', 'Every % minutes'],
    fr: ['Toutes les minutes', 'Toutes les % minutes'],
  },
  {
    ms: 1_000,
    en: ['Every second', 'Every % seconds'],
    fr: ['Toutes les secondes', 'Toutes les % secondes'],
  },
]

/** In the largest unit that gives a whole number. */
function every(intervalMs: number, language: Language): string {
  const unit = UNITS.find(({ ms }) => intervalMs % ms === 0) ?? UNITS.at(-1)!
  const count = intervalMs / unit.ms
  const [one, many] = unit[language]
  const number = new Intl.NumberFormat(language, { useGrouping: false, maximumFractionDigits: 3 })
  return count === 1 ? one : many.replace('%', number.format(count))
}
