import { namePatterns, referencePattern, type NamePatterns } from './written_name.js'
import { WrittenNumber } from './written_number.js'
import { replaceStrings, stringsOf } from './strings_in_json.js'

/** Stands for what was removed from a text. */
export const ERASED_MARKER = '[erased]'

export interface Wanted {
  /** E.164 */
  numbers: string[]
  /** Null if the person has none, or if another patient has the same. */
  name: { firstName: string; lastName: string } | null
  /** `patient_ref` */
  reference: string | null
}

const URL_ENCODED = /%[0-9a-f]{2}/i

/**
 * Finds a person in other people's texts, and removes them from there. A text is about the person
 * if it has one of the numbers in any written form, the reference, or the full name; then each of
 * the names is removed as well. A given name alone makes no text theirs: it is a word, or somebody
 * else's name.
 */
export class PersonInTexts {
  readonly #numbers: WrittenNumber[]
  readonly #names: NamePatterns
  readonly #reference: RegExp | null

  constructor({ numbers, name, reference }: Wanted) {
    this.#numbers = numbers.map((number) => new WrittenNumber(number))
    this.#names = name ? namePatterns(name.firstName, name.lastName) : { full: null, single: null }
    this.#reference =
      reference !== null && isTelling(reference) ? referencePattern(reference) : null
  }

  /** Whether there is anything to look for. */
  get isEmpty(): boolean {
    return this.#numbers.length === 0 && !this.#names.full && !this.#reference
  }

  isIn(text: string): boolean {
    return this.redact(text) !== null
  }

  /** The text without the person; null if it is about someone else. JSON stays JSON. */
  redact(text: string): string | null {
    const document = jsonOf(text)
    if (document === undefined) {
      const isNamed = this.#isNamedIn([text], text) || this.#isNamedIn([decode(text)], decode(text))
      return isNamed ? this.#redactDecoded(text) : null
    }
    const parts = stringsOf(document).map(decode)
    if (!this.#isNamedIn(parts, parts.join(' '))) return null
    return JSON.stringify(replaceStrings(document, (part) => this.#redactDecoded(part)))
  }

  /** A name may be in two fields; a number is in one. */
  #isNamedIn(parts: string[], whole: string): boolean {
    if (this.#numbers.some((number) => parts.some((part) => number.isIn(part)))) return true
    const { full } = this.#names
    if (!full && !this.#reference) return false
    const letters = whole.normalize('NFD')
    return [full, this.#reference].some(
      (pattern) => pattern !== null && letters.search(pattern) >= 0
    )
  }

  /** Names in a URL-encoded text are only found in the decoded one. */
  #redactDecoded(text: string): string {
    const plain = this.#redactPlain(text)
    if (!URL_ENCODED.test(text)) return plain
    const decoded = decode(plain)
    const redacted = this.#redactPlain(decoded)
    return redacted === decoded ? plain : redacted
  }

  #redactPlain(text: string): string {
    let result = text
    for (const number of this.#numbers) result = number.replaceIn(result, ERASED_MARKER)
    const { full, single } = this.#names
    for (const pattern of [this.#reference, full, single])
      if (pattern) result = replaceLetters(result, pattern)
    return result
  }
}

/** Accents are separate characters while the pattern is asked, and only if it is found. */
function replaceLetters(text: string, pattern: RegExp): string {
  const letters = text.normalize('NFD')
  if (letters.search(pattern) < 0) return text
  return letters.replace(pattern, ERASED_MARKER).normalize('NFC')
}

const SHORTEST_REFERENCE = 4
const SHORTEST_DIGITS = 6

/** A short reference, or a few digits, is also an amount, a date or a dose. */
function isTelling(reference: string): boolean {
  if (/^\d+$/.test(reference)) return reference.length >= SHORTEST_DIGITS
  return [...reference].length >= SHORTEST_REFERENCE && /[\p{N}\p{P}]/u.test(reference)
}

function jsonOf(text: string): unknown {
  if (!/^\s*[[{"]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What cannot be decoded stays as it is. */
function decode(text: string): string {
  if (!URL_ENCODED.test(text)) return text
  return text.replace(/\+(?=\p{L})/gu, ' ').replace(/(?:%[0-9a-f]{2})+/gi, (sequence) => {
    try {
      return decodeURIComponent(sequence)
    } catch {
      return sequence
    }
  })
}
