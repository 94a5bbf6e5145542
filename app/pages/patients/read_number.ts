import {
  getCountryCallingCode,
  getExampleNumber,
  validatePhoneNumberLength,
  type CountryCode,
} from 'libphonenumber-js'
import examples from 'libphonenumber-js/mobile/examples'
import { isAllowed } from '#delivery/send/gate'
import type { Reader } from '#app/pages/reader'
import { readPhoneNumber } from '#values/phone_number'
import { tidyValue } from '#values/tidy_value'

export interface NumberRules {
  country: CountryCode
  /** `caps.allowedPrefixes` */
  allowedPrefixes: string[]
}

/** In E.164, or what is wrong with it, in words. */
export type ReadNumber = { number: string } | { fault: string }

/** A number as a person types it into a form. */
export function readNumber(
  { t, language }: Reader,
  text: unknown,
  { country, allowedPrefixes }: NumberRules
): ReadNumber {
  if (typeof text !== 'string' || text.trim() === '')
    return { fault: t('patient.faults.number_missing') }
  const reading = readPhoneNumber(text, country)
  if (reading.ok && isAllowed(reading.number, allowedPrefixes)) return { number: reading.number }
  const name = new Intl.DisplayNames(language, { type: 'region' }).of(country) ?? country
  if (reading.ok) return { fault: t('patient.faults.number_abroad') }
  const digits = digitsWithin(text, country)
  const needed = getExampleNumber(country, examples)?.nationalNumber.length
  if (digits === null || needed === undefined || digits === needed)
    return { fault: t('patient.faults.number_wrong') }
  return { fault: t('patient.faults.number_length', { digits, needed, country, name }) }
}

/** How many digits it has within its country; null if that is another one, or it is no number. */
function digitsWithin(text: string, country: CountryCode): number | null {
  const plain = tidyValue(text).slice(0, 100)
  if (validatePhoneNumberLength(plain, country) === 'NOT_A_NUMBER' || /\p{L}/u.test(plain))
    return null
  const digits = plain.replace(/\D/g, '')
  const isInternational = plain.startsWith('+') || digits.startsWith('00')
  if (!isInternational) return digits.length
  const code = getCountryCallingCode(country)
  const rest = digits.replace(/^00/, '')
  return rest.startsWith(code) ? rest.length - code.length : null
}
