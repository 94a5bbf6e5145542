import type { CountryCode } from 'libphonenumber-js'
import { MAX_LENGTHS } from '#imports/columns'
import { readPhoneNumber } from '#values/phone_number'
import { tidyValue } from '#values/tidy_value'
import type { Person } from './person.js'
import type { SearchProgress } from './texts/search_texts.js'
import { InvalidErasureRequest } from './invalid_erasure_request.js'

/** A patient together with the caregiver's number, or all data of a number, whose patients stay. */
export type ErasureSubject =
  | { patientRef: string }
  /** In any form that an import takes; the country is of those in national form. */
  | { phoneNumber: string; defaultCountry: CountryCode }

export type ErasureRequest = ErasureSubject & {
  /** The actor: `cli:name`, `user:id`, `token:id`. */
  actor: string
  /** The reason in a person's words; kept permanently, so without names. */
  reason?: string
  /** Does everything in the database and rolls it back; only reads the files. */
  dryRun?: boolean
  /**
   * Leaves it to the next cleanup to overwrite the bytes of deleted rows. For many erasures in a
   * row, and callers who wait.
   */
  overwriteLater?: boolean
  signal?: AbortSignal
  /** While other people's texts are searched. */
  onProgress?: (progress: SearchProgress) => void
}

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
      `is not a patient_ref: those have at most ${longest} characters and no control characters`
    )
  return ref
}

function checkNumber(text: string, country: CountryCode): string {
  const reading = readPhoneNumber(text, country)
  if (reading.ok) return reading.number
  throw new InvalidErasureRequest(
    'phone',
    `${reading.reason}: give it with + and the country code, or as dialled in ${country}`
  )
}
