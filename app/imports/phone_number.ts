import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js'

export type PhoneReading = { ok: true; number: string } | { ok: false; reason: string }

/**
 * E.164 from what people write: `+237 6 77 …`, `00237…`, or the national form of
 * the default country. Nothing is stripped but what libphonenumber knows to be a
 * prefix: Côte d'Ivoire's ten digits keep their leading 0.
 */
export function readPhoneNumber(text: string, defaultCountry: CountryCode): PhoneReading {
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
