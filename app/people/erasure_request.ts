import type { CountryCode } from 'libphonenumber-js'
import { readPhoneNumber } from '#imports/phone_number'
import { tidyValue } from '#imports/tidy_value'
import { InvalidErasureRequest } from '#people/invalid_erasure_request'

export interface ErasureRequest {
  /** `patient_ref` of the patient, with whom the caregiver's number goes; or else `phoneNumber`. */
  patientRef?: string
  /** A number with everything of it; the patients stay. In any form that an import takes. */
  phoneNumber?: string
  /** Of numbers written in national form. */
  defaultCountry: CountryCode
  /** Who asks: `cli:name`, `user:id`, `token:id`. */
  actor: string
  /** Why, in a person's own words; kept for ever, so without names. */
  reason?: string
  /** Does all of it in the database, undoes it, and looks at the files only. */
  dryRun?: boolean
  signal?: AbortSignal
}

/** Who is to be erased. */
export type Person = { kind: 'patient'; ref: string } | { kind: 'number'; phone: string }

/** @throws InvalidErasureRequest */
export function personOf({ patientRef, phoneNumber, defaultCountry }: ErasureRequest): Person {
  if (patientRef !== undefined && phoneNumber !== undefined)
    throw new InvalidErasureRequest('phone', 'and a patient were given: name one at a time')
  if (phoneNumber !== undefined) {
    const reading = readPhoneNumber(phoneNumber, defaultCountry)
    if (reading.ok) return { kind: 'number', phone: reading.number }
    throw new InvalidErasureRequest(
      'phone',
      `${reading.reason}: give it with + and the country, or as it is dialled in ${defaultCountry}`
    )
  }
  const ref = tidyValue(patientRef ?? '')
  if (ref === '')
    throw new InvalidErasureRequest('ref', 'is empty: give the patient_ref, or a phone number')
  return { kind: 'patient', ref }
}
