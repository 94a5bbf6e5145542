import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js'
import { isPlainNumber } from './plain_number.js'
import { tidyValue } from './tidy_value.js'

export type PhoneReading = { ok: true; number: string } | { ok: false; reason: string }

/** Characters of a number with all that people write around it. */
const LONGEST_NUMBER = 100

const SCHEME = /^tel:\s*/i
/** `(+237) 677…`, `(00237) 677…` */
const COUNTRY_IN_BRACKETS = /^\(\s*(\+|00)\s*(\d{1,3})\s*\)/
/** `+237 (0) 677…`: the zero that is dialled at home. */
const ZERO_IN_BRACKETS = /\(\s*0\s*\)/
/** A column of numbers, as programs that know no others write it. */
const AS_DECIMAL = /^(\+?\d+)\.0$/

/**
 * E.164 from what people and programs write: `+237 6 77 …`, `(+237) 677…`,
 * `+237 (0) 677…`, `tel:+237…`, `00237…`, or the national form of the default
 * country, with characters that cannot be seen anywhere. Nothing is stripped but what
 * is known to be a prefix: Côte d'Ivoire's ten digits keep their leading 0.
 */
export function readPhoneNumber(text: string, defaultCountry: CountryCode): PhoneReading {
  if (text.length > LONGEST_NUMBER)
    return {
      ok: false,
      reason: `has more than ${LONGEST_NUMBER} characters, too many for one phone number`,
    }
  if (isPlainNumber(text)) return { ok: true, number: text }
  const plain = tidyValue(text)
    .replace(SCHEME, '')
    .replace(COUNTRY_IN_BRACKETS, '$1$2 ')
    .replace(AS_DECIMAL, '$1')
  const reading = read(plain.replace(ZERO_IN_BRACKETS, ' '), defaultCountry)
  return reading.ok || !ZERO_IN_BRACKETS.test(plain) ? reading : read(plain, defaultCountry)
}

function read(text: string, defaultCountry: CountryCode): PhoneReading {
  const phone = parsePhoneNumberFromString(text, { defaultCountry, extract: false })
  if (!phone) {
    return { ok: false, reason: 'is not one phone number' }
  }
  if (phone.ext) {
    return { ok: false, reason: 'has an extension; an SMS cannot reach it' }
  }
  if (!phone.isValid()) {
    const country = phone.country ?? `the country of +${phone.countryCallingCode}`
    return { ok: false, reason: `is not a possible number of ${country}` }
  }
  return { ok: true, number: phone.number }
}

/** Numbers that are looked for in one field. */
const MOST_NUMBERS = 20

/** Between two numbers in one field. */
const BETWEEN_NUMBERS = /[/,;|&\n]|\s(?:ou|or|et|and)\s/i

/** The numbers of a field that names several, as people write them into one. */
export function readPhoneNumbers(text: string, defaultCountry: CountryCode): string[] {
  const parts = text.split(BETWEEN_NUMBERS, MOST_NUMBERS)
  const readings = parts.map((part) => readPhoneNumber(part, defaultCountry))
  return [...new Set(readings.flatMap((reading) => (reading.ok ? [reading.number] : [])))]
}
