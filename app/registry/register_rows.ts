import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { PatientRecord } from '#registry/find_patients'
import type { PatientRow } from '#registry/registered_row'
import {
  writeFacilities,
  type FacilityDefaults,
  type WrittenFacilities,
} from '#registry/write_facilities'
import { writeImmunizations, type WrittenImmunizations } from '#registry/write_immunizations'
import { writePatients, type WrittenPatients } from '#registry/write_patients'
import { writeStatuses } from '#registry/write_statuses'

export interface Registration {
  now: string
  /** The patients of the rows who are on record, by reference. */
  known: Map<string, PatientRecord>
  defaults: FacilityDefaults
  /** Whether a death on record may be taken back. */
  overDeath: boolean
}

export interface Registered {
  facilities: WrittenFacilities
  patients: WrittenPatients
  immunizations: WrittenImmunizations
}

/** Writes facilities, patients and immunizations where they are new or differ. */
export async function registerRows(
  trx: QueryClientContract,
  rows: PatientRow[],
  { now, known, defaults, overDeath }: Registration
): Promise<Registered> {
  const facilities = await writeFacilities(trx, rows, now, defaults)
  const patients = await writePatients(trx, rows, now, {
    patients: known,
    facilityIds: facilities.idByCode,
  })
  const idOf = (row: PatientRow) => patients.byRef.get(row.patientRef)!.id
  const told = rows.filter(({ firstOfPatient, status }) => firstOfPatient && status)
  const changes = told.map((row) => ({ patientId: idOf(row), status: row.status! }))
  const moved = new Set(await writeStatuses(trx, changes, now, { overDeath }))
  for (const row of told) {
    if (moved.has(idOf(row)) && known.has(row.patientRef))
      patients.changed.set(row.patientRef, idOf(row))
  }
  const withDose = rows.filter(({ vaccine }) => vaccine !== '')
  const immunizations = await writeImmunizations(trx, withDose, now, idOf)
  return { facilities, patients, immunizations }
}
