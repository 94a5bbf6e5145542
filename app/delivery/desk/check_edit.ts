import type { CountryCode } from 'libphonenumber-js'
import { isAllowed } from '#delivery/send/gate'
import { InvalidDeskRequest } from '#delivery/desk/invalid_desk_request'
import { readPhoneNumber } from '#imports/phone_number'
import { withinLimit } from '#reminders/compose_message'

/** What is to be changed, as it will be written; null stays as it is. */
export interface CheckedEdit {
  /** E.164 */
  number: string | null
  text: { body: string; encoding: 'GSM-7' | 'UCS-2'; segments: number } | null
}

export interface EditLimits {
  maxSegments: number
  /** `caps.allowedPrefixes` */
  allowedPrefixes: string[]
}

/** @throws InvalidDeskRequest naming what is wrong, without the number or the text */
export function checkEdit(
  edit: { number?: string; text?: string; defaultCountry: CountryCode },
  { maxSegments, allowedPrefixes }: EditLimits
): CheckedEdit {
  if (edit.number === undefined && edit.text === undefined)
    throw new InvalidDeskRequest('edit', 'is empty: give a new number, a new text, or both')
  return {
    number:
      edit.number === undefined
        ? null
        : checkNumber(edit.number, edit.defaultCountry, allowedPrefixes),
    text: edit.text === undefined ? null : checkText(edit.text, maxSegments),
  }
}

/** What the gate would suppress for good is refused here, where it can be mended. */
function checkNumber(text: string, country: CountryCode, allowedPrefixes: string[]): string {
  const reading = readPhoneNumber(text, country)
  if (!reading.ok) {
    throw new InvalidDeskRequest(
      'number',
      `${reading.reason}: give it with + and the country, or as it is dialled in ${country}`
    )
  }
  if (isAllowed(reading.number, allowedPrefixes)) return reading.number
  throw new InvalidDeskRequest(
    'number',
    `is of a country that is not sent to, allowed: ${allowedPrefixes.join(', ')} (caps.allowedPrefixes)`
  )
}

/** Composed, as a letter and a separate accent would force UCS-2. */
function checkText(text: string, maxSegments: number): NonNullable<CheckedEdit['text']> {
  const measured = withinLimit(text.normalize('NFC').trim(), null, maxSegments)
  if (!measured.ok) throw new InvalidDeskRequest('text', `cannot be sent: ${measured.detail}`)
  const { body, encoding, segments } = measured
  return { body, encoding, segments }
}
