import { parsePhoneNumberFromString } from 'libphonenumber-js'

/** A number (E.164) as people read it aloud: `+237 6 77 12 34 56`, on one line. */
export function spacedNumber(number: string): string {
  const spaced = parsePhoneNumberFromString(number)?.formatInternational() ?? number
  return spaced.replaceAll(' ', '\u00A0')
}
