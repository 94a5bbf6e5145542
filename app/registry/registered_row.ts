/** What has become of a patient, as others may say it. The fifth, `erased`, is our own. */
export type PatientStatus = 'active' | 'moved' | 'died' | 'other'

/**
 * One row to register: a patient, one immunization, and the caregiver's consent. `undefined` means
 * that the file has no such column and the value stays.
 */
export interface PatientRow {
  line: number
  patientRef: string
  firstName: string
  lastName: string | undefined
  birthDate: string | null | undefined
  /** E.164. */
  phone: string | null
  /** A language tag in lower case. */
  language: string | null | undefined
  facility: string
  /** Null keeps the facility's own zone. */
  timezone: string | null
  /** Empty where the row is about the patient alone: then there is neither dose nor due date. */
  vaccine: string
  dose: string
  dueOn: string
  /** Null never removes a recorded visit. */
  administeredOn: string | null
  consent: 'yes' | 'no' | null
  /** Empty: what is known stays. */
  status: PatientStatus | null
  /** The patient's first row in this file: the one that a change of the patient is counted for. */
  firstOfPatient: boolean
}

/** The row by itself, before it is held against the rows before it. */
export type SingleRow = Omit<PatientRow, 'firstOfPatient'>
