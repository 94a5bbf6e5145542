import { parsePhoneNumberFromString } from 'libphonenumber-js'

/** The last digits that identify a number where the first ones are missing, as in `quotesNumber`. */
const LAST_DIGITS = 8

/** What people and programs write between two digits, also URL-encoded. */
const BETWEEN =
  '(?:[\\s().\\-/_+\\u00AD\\u00B7\\u200B-\\u200F\\u2010-\\u2015\\u202A-\\u202E\\u2060\\uFEFF]|%20|%28|%29|%2D|%2E|%2F|%C2%A0|&nbsp;){0,4}'

/** The zeros of the digits: ASCII, Arabic-Indic, extended Arabic-Indic, full-width. */
const ZEROS = [0x30, 0x660, 0x6f0, 0xff10]

/** What may stand before the digits of a number; asked for the end of at most `LONGEST_PREFIX`. */
const PREFIX = /(?:tel(?::|%3A)\s?)?(?:\(?(?:\+|%2B|&#43;)\)?\s?)?$/i
const LONGEST_PREFIX = 16

/** Finds a number (E.164) in texts, in all forms in which people and programs write it. */
export class WrittenNumber {
  readonly #digits: RegExp

  constructor(phoneNumber: string) {
    this.#digits = digitsOf(phoneNumber)
  }

  isIn(text: string): boolean {
    return text.search(this.#digits) >= 0
  }

  replaceIn(text: string, marker: string): string {
    let result = ''
    let from = 0
    for (const { 0: found, index } of text.matchAll(this.#digits)) {
      const before = text.slice(from, index)
      const prefix = PREFIX.exec(before.slice(-LONGEST_PREFIX))?.[0] ?? ''
      result += before.slice(0, before.length - prefix.length) + marker
      from = index + found.length
    }
    return result + text.slice(from)
  }
}

/**
 * With the country code (`+237…`, `00237…`, `+237 (0)…`); in national form; and by its last digits
 * alone, where no other digit stands beside them.
 */
function digitsOf(phoneNumber: string): RegExp {
  const parsed = parsePhoneNumberFromString(phoneNumber)
  const country = parsed?.countryCallingCode ?? ''
  const national = parsed?.nationalNumber ?? phoneNumber.replace(/\D/g, '')
  const spelt = [
    `(?:${spell('00')}${BETWEEN})?${spell(country)}${BETWEEN}(?:${spell('0')}${BETWEEN})?${spell(national)}`,
  ]
  if (country === '') spelt.shift()
  if (national.length > LAST_DIGITS) spelt.push(spell(national))
  spelt.push(alone(spell(national.slice(-LAST_DIGITS))))
  return new RegExp(spelt.join('|'), 'giu')
}

function spell(digits: string): string {
  return [...digits].map(oneOf).join(BETWEEN)
}

function oneOf(digit: string): string {
  return `[${ZEROS.map((zero) => String.fromCodePoint(zero + Number(digit))).join('')}]`
}

function alone(digits: string): string {
  return `(?:(?<!\\p{Nd})|(?<=%[0-9a-f]{2}))${digits}(?!\\p{Nd})`
}
