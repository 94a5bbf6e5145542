/** Between two parts of a name. */
const BETWEEN = `[^\\p{L}\\p{N}]{0,3}`

/** Shorter names are also ordinary words, or initials. */
const SHORTEST_ALONE = 3
const SHORTEST_PART = 2

const SYNTAX = /[\\^$.*+?()[\]{}|/]/

/**
 * Patterns for names in texts in Unicode's NFD: whole words, in either case, with or without
 * accents.
 */
export interface NamePatterns {
  /** The full name: a given name beside a family name, in either order. */
  full: RegExp | null
  /** Each of the names alone; only for texts about the person. */
  single: RegExp | null
}

export function namePatterns(firstName: string, lastName: string): NamePatterns {
  const given = partsOf(firstName)
  const family = partsOf(lastName)
  const either = (parts: string[]) => `(?:${formsOf(parts).join('|')})`
  const isComplete = given.length > 0 && family.length > 0
  const [first, last] = [either(given), either(family)]
  const single = [...new Set([...given, ...family])].filter(
    (part) => [...part].length >= SHORTEST_ALONE
  )
  return {
    full: isComplete ? words([`${first}${BETWEEN}${last}`, `${last}${BETWEEN}${first}`]) : null,
    single: single.length > 0 ? words(longestFirst(single).map(spell)) : null,
  }
}

/** A reference, as a whole word. */
export function referencePattern(reference: string): RegExp {
  return words([spell(plain(reference))])
}

/** In lower case, without accents. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

function partsOf(name: string): string[] {
  return plain(name).match(/[\p{L}\p{N}]+/gu) ?? []
}

/** The whole name, then each part of it. */
function formsOf(parts: string[]): string[] {
  const single = parts.filter((part) => [...part].length >= SHORTEST_PART)
  const whole = parts.map(spell).join(BETWEEN)
  return parts.length > 1 ? [whole, ...longestFirst(single).map(spell)] : [whole]
}

function longestFirst(parts: string[]): string[] {
  return parts.toSorted((one, other) => other.length - one.length)
}

/** Each letter with any accents. */
function spell(text: string): string {
  return [...text].map((letter) => `${letter.replace(SYNTAX, `\\$&`)}\\p{M}*`).join('')
}

function words(patterns: string[]): RegExp {
  return new RegExp(
    `(?<![\\p{L}\\p{M}\\p{N}])(?:${patterns.join('|')})(?![\\p{L}\\p{M}\\p{N}])`,
    'giu'
  )
}
