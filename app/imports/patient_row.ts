import type { Column } from '#imports/columns'

/**
 * One accepted row: a patient, one immunization, and what the caregiver said.
 * `undefined` means that the file has no such column and the value stays.
 */
export interface PatientRow {
  line: number
  patientRef: string
  firstName: string
  lastName: string | undefined
  birthDate: string | null | undefined
  /** E.164. */
  phone: string | null
  language: 'fr' | 'en' | null | undefined
  facility: string
  /** Empty: the facility's own zone stays. */
  timezone: string | null
  vaccine: string
  dose: string
  dueOn: string
  /** Empty never takes a recorded visit back. */
  administeredOn: string | null
  consent: 'yes' | 'no' | null
  /** The patient's first row in this file: the one that a change of the patient is counted for. */
  firstOfPatient: boolean
  /** The first row in this file that gives the facility's zone, likewise. */
  firstOfZone: boolean
}

/** What is wrong with one value of a row. */
export interface Fault {
  field: Column | 'row'
  value: string
  reason: string
}

export interface RejectedRow {
  line: number
  faults: Fault[]
  /** The values as they were read, where the row could be taken apart at all. */
  values: string[]
}
