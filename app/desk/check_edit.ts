import type { CountryCode } from 'libphonenumber-js'
import { isAllowed } from '#delivery/send/gate'
import { InvalidDeskRequest } from './invalid_desk_request.js'
import { readPhoneNumber } from '#values/phone_number'
import { withinLimit } from '#texts/compose_message'

/** The changes as they will be written; null leaves a field unchanged. */
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

/** @throws InvalidDeskRequest that names the fault, without the number or the text */
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

/** Numbers that the gate would always suppress are rejected here, where they can be corrected. */
function checkNumber(text: string, country: CountryCode, allowedPrefixes: string[]): string {
  const reading = readPhoneNumber(text, country)
  if (!reading.ok) {
    throw new InvalidDeskRequest(
      'number',
      `${reading.reason}: give it with + and the country code, or as dialled in ${country}`
    )
  }
  if (isAllowed(reading.number, allowedPrefixes)) return reading.number
  throw new InvalidDeskRequest(
    'number',
    `is in a country that is not allowed, allowed are: ${allowedPrefixes.join(', ')} (caps.allowedPrefixes)`
  )
}

/** Composed, because a letter and a separate accent would force UCS-2. @throws InvalidDeskRequest */
export function checkText(text: string, maxSegments: number): NonNullable<CheckedEdit['text']> {
  const measured = withinLimit(text.normalize('NFC').trim(), maxSegments)
  if (!measured.ok) throw new InvalidDeskRequest('text', `cannot be sent: ${measured.detail}`)
  const { body, encoding, segments } = measured
  return { body, encoding, segments }
}
