import type { CountryCode } from 'libphonenumber-js'
import { MAX_LENGTHS } from '#imports/columns'
import { readPhoneNumber } from '#imports/phone_number'
import { tidyValue } from '#imports/tidy_value'
import { InvalidErasureRequest } from '#people/invalid_erasure_request'

/** A patient, with whom the caregiver's number goes; or a number with everything of it, and the patients stay. */
export type ErasureSubject =
  | { patientRef: string }
  /** In any form that an import takes; the country is of those in national form. */
  | { phoneNumber: string; defaultCountry: CountryCode }

export type ErasureRequest = ErasureSubject & {
  /** Who asks: `cli:name`, `user:id`, `token:id`. */
  actor: string
  /** Why, in a person's own words; kept for ever, so without names. */
  reason?: string
  /** Does all of it in the database, undoes it, and only looks at the files. */
  dryRun?: boolean
  signal?: AbortSignal
}

/** Who is to be erased. */
export type Person = { kind: 'patient'; ref: string } | { kind: 'number'; phone: string }

const CONTROL = /\p{Cc}/u

/** @throws InvalidErasureRequest */
export function personOf(subject: ErasureSubject): Person {
  return 'patientRef' in subject
    ? { kind: 'patient', ref: checkRef(tidyValue(subject.patientRef)) }
    : { kind: 'number', phone: checkNumber(subject.phoneNumber, subject.defaultCountry) }
}

function checkRef(ref: string): string {
  if (ref === '')
    throw new InvalidErasureRequest('ref', 'is empty: give the patient_ref, or a phone number')
  const longest = MAX_LENGTHS.patient_ref!
  if ([...ref].length > longest || CONTROL.test(ref) || !ref.isWellFormed())
    throw new InvalidErasureRequest(
      'ref',
      `is no patient_ref: those have at most ${longest} characters and no control characters`
    )
  return ref
}

function checkNumber(text: string, country: CountryCode): string {
  const reading = readPhoneNumber(text, country)
  if (reading.ok) return reading.number
  throw new InvalidErasureRequest(
    'phone',
    `${reading.reason}: give it with + and the country, or as it is dialled in ${country}`
  )
}
