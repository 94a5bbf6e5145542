import type { ListedPatient } from '#records/list_patients'
import { isoOfSqlInstant } from '#storage/instants'
import { maskPhoneNumber } from '#values/mask_phone_number'
import type { Reader } from '#app/pages/reader'

export const PATIENT_COLUMNS = [
  'reference',
  'first_name',
  'last_name',
  'born',
  'phone',
  'language',
  'facility',
  'status',
  'updated_at',
] as const

/** With the masked number; the day of birth as `YYYY-MM-DD`. */
export function patientCsvRow(reader: Reader, patient: ListedPatient) {
  const { caregiver_phone: phone, status } = patient
  return {
    reference: patient.patient_ref,
    first_name: patient.first_name,
    last_name: patient.last_name,
    born: patient.birth_date,
    phone: phone && maskPhoneNumber(phone),
    language: patient.language,
    facility: patient.facility,
    status: reader.t(`patients.statuses.${status}`, {}, status),
    updated_at: isoOfSqlInstant(patient.updated_at),
  }
}
