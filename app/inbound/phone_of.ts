import type { CountryCode } from 'libphonenumber-js'
import { readPhoneNumber } from '#imports/phone_number'

/** E.164: a plus, then 7 to 15 digits. */
const E164 = /^\+[1-9]\d{6,14}$/

/**
 * The number of an address as operators write it: `tel:+237…`, `+237…`, `00237…`,
 * `237…`, or in the national form of the country. Null where it is none (a short
 * code, a name). Without a plus a number of the country comes first: a STOP must
 * not be put down to somebody abroad.
 */
export function phoneOf(address: string, country: CountryCode): string | null {
  const number = address
    .replace(/^tel:/i, '')
    .replace(/^(?:%2B|00)/i, '+')
    .replace(/[\s().-]/g, '')
  const international = number.startsWith('+') ? number : `+${number}`
  const national = international === number ? null : readPhoneNumber(number, country)
  if (national?.ok) return national.number
  return E164.test(international) ? international : null
}
