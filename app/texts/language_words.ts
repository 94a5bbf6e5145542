import { baseOf } from '#values/language_tag'
import { withA, withDe } from './french_words.js'

/** What a language needs beside its templates. */
export interface LanguageWords {
  /** `Penta, VPO et PCV` */
  list(items: string[]): string
  /** A list that is too long: its first item, and how many more. */
  shorten(items: string[], kind: Kind): string[]
  /** `d'Aya et de Grâce`; null where the language has no rule here. */
  of: ((names: string[]) => string) | null
  /** `au CSI Ouakam`; null where the language has no rule here. */
  at: ((facility: string) => string) | null
}

type Kind = 'children' | 'vaccines'

type OwnWords = (list: LanguageWords['list']) => Omit<LanguageWords, 'list'>

const OWN: Record<string, OwnWords> = {
  fr: (list) => ({
    shorten: ([first, ...others], kind) => {
      const s = others.length > 1 ? 's' : ''
      return [first, `${others.length} autre${s}${kind === 'children' ? ` enfant${s}` : ''}`]
    },
    of: (names) => list(names.map(withDe)),
    at: withA,
  }),
  en: (list) => ({
    shorten: ([first, ...others], kind) => {
      const isOne = others.length === 1
      if (kind === 'vaccines') return [first, `${others.length} other${isOne ? '' : 's'}`]
      return [first, `${others.length} other ${isOne ? 'child' : 'children'}`]
    },
    of: (names) => `of ${list(names)}`,
    at: (facility) => `at ${facility}`,
  }),
}

/** Languages without rules of their own: `Awa + 2` is understood everywhere. */
const OTHER: OwnWords = () => ({
  shorten: ([first, ...others]) => [`${first} + ${others.length}`],
  of: null,
  at: null,
})

const known = new Map<string, LanguageWords>()

/** The words of a language tag such as `fr` or `ar-TD`. Made once: Intl is slow to begin with. */
export function wordsOf(language: string): LanguageWords {
  let words = known.get(language)
  if (!words) {
    const list = listIn(language)
    const base = baseOf(language)
    words = { list, ...(Object.hasOwn(OWN, base) ? OWN[base] : OTHER)(list) }
    known.set(language, words)
  }
  return words
}

/** Whether Intl really speaks a language: for others it answers in that of the machine. */
export function isSpoken(
  format: { resolvedOptions(): { locale: string } },
  language: string
): boolean {
  return baseOf(format.resolvedOptions().locale) === baseOf(language)
}

/** Tags may be known to nobody but the programme (`x-lingala`): Intl throws on some. */
export function intlIn<T>(make: () => T): T | null {
  try {
    return make()
  } catch {
    return null
  }
}

function listIn(language: string): LanguageWords['list'] {
  /** `Penta, OPV and RR`: no comma before "and", it costs a character. */
  const tag = language.toLowerCase() === 'en' ? 'en-GB' : language
  const format = intlIn(() => new Intl.ListFormat(tag))
  if (format && isSpoken(format, language)) return (items) => format.format(items)
  return (items) => items.join(', ')
}
