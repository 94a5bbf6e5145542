import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js'
import { readPhoneNumber } from '#values/phone_number'
import { E164 } from '#values/e164'

/** What the address of an operator can mean. */
export interface ReadAddress {
  /** E.164; several where it does not name its country. Empty: no number (a short code, a name). */
  numbers: string[]
  /** Its digits, where it is in national form. */
  national: string | null
}

/**
 * The numbers that an address may be, as operators write it: `tel:+237…`,
 * `+237…`, `00237…`, `237…`, or in the national form of one of the countries.
 * Without a plus the countries come first, and what is left must be a number that
 * there is: a STOP must not be put down to somebody abroad.
 */
export function readAddress(address: string, countries: CountryCode[]): ReadAddress {
  const number = plain(address)
  if (number.startsWith('+')) {
    return { numbers: E164.test(number) ? [number] : [], national: null }
  }
  const numbers = countries.flatMap((country) => {
    const reading = readPhoneNumber(number, country)
    return reading.ok ? [reading.number] : []
  })
  if (numbers.length > 0) return { numbers: [...new Set(numbers)], national: number }
  const abroad = parsePhoneNumberFromString(`+${number}`, { extract: false })
  return { numbers: abroad?.isValid() ? [abroad.number] : [], national: null }
}

/** Whether a national form is that of the number (E.164), in the number's own country. */
export function isNationalFormOf(national: string, number: string): boolean {
  const phone = parsePhoneNumberFromString(number, { extract: false })
  if (!phone) return false
  if (phone.nationalNumber === national) return true
  const reading = phone.country && readPhoneNumber(national, phone.country)
  return reading ? reading.ok && reading.number === number : false
}

function plain(address: string): string {
  return address
    .replace(/^tel:/i, '')
    .replace(/^(?:%2B|00)/i, '+')
    .replace(/[\s().-]/g, '')
}
