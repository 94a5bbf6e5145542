import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { PatientRow } from '#imports/patient_row'
import { query, rowsOf } from '#storage/sql'

interface PatientRecord {
  id: number
  external_ref: string
  first_name: string
  last_name: string
  birth_date: string | null
  caregiver_phone: string | null
  language: string | null
  facility_id: number
}

export interface WrittenPatients {
  idByRef: Map<string, number>
  /** Patients that were there and are different now. */
  changed: Map<string, number>
}

const FIELDS = [
  'first_name',
  'last_name',
  'birth_date',
  'caregiver_phone',
  'language',
  'facility_id',
] as const

/** Writes the patients that are new or differ from what is stored, and no others. */
export async function writePatients(
  trx: QueryClientContract,
  rows: PatientRow[],
  now: string,
  facilityIds: Map<string, number>
): Promise<WrittenPatients> {
  const rowByRef = new Map(rows.map((row) => [row.patientRef, row]))
  const stored = await findPatients(trx, [...rowByRef.keys()])
  const storedByRef = new Map(stored.map((patient) => [patient.external_ref, patient]))
  const idByRef = new Map(stored.map(({ external_ref: ref, id }) => [ref, id]))
  const changed = new Map<string, number>()

  const toWrite: (Omit<PatientRecord, 'id'> & { now: string })[] = []
  for (const [ref, row] of rowByRef) {
    const before = storedByRef.get(ref)
    const after = {
      external_ref: ref,
      first_name: row.firstName,
      last_name: row.lastName ?? before?.last_name ?? '',
      birth_date: row.birthDate === undefined ? (before?.birth_date ?? null) : row.birthDate,
      caregiver_phone: row.phone,
      language: row.language === undefined ? (before?.language ?? null) : row.language,
      facility_id: facilityIds.get(row.facility)!,
    }
    if (before && FIELDS.every((field) => before[field] === after[field])) continue
    if (before) changed.set(ref, before.id)
    toWrite.push({ ...after, now })
  }
  for (const { id, external_ref: ref } of await upsertPatients(trx, toWrite)) idByRef.set(ref, id)
  return { idByRef, changed }
}

async function findPatients(trx: QueryClientContract, refs: string[]) {
  return query<PatientRecord>(
    trx,
    `SELECT p.id, p.external_ref, p.first_name, p.last_name, p.birth_date, p.caregiver_phone, p.language, p.facility_id
     FROM ${rowsOf(trx, 'r', { ref: 'text' })} JOIN patients AS p ON p.external_ref = r.ref`,
    { rows: JSON.stringify(refs.map((ref) => ({ ref }))) }
  )
}

/** In the order of their references, so that two writers meet in the same order. */
async function upsertPatients(trx: QueryClientContract, patients: { external_ref: string }[]) {
  if (patients.length === 0) return []
  const source = rowsOf(trx, 'r', {
    external_ref: 'text',
    first_name: 'text',
    last_name: 'text',
    birth_date: 'date',
    caregiver_phone: 'text',
    language: 'text',
    facility_id: 'integer',
    now: 'instant',
  })
  return query<{ id: number; external_ref: string }>(
    trx,
    `INSERT INTO patients (external_ref, first_name, last_name, birth_date, caregiver_phone, language, facility_id, status, created_at, updated_at)
     SELECT external_ref, first_name, last_name, birth_date, caregiver_phone, language, facility_id, 'active', now, now
     FROM ${source} WHERE 1 = 1 ORDER BY external_ref
     ON CONFLICT (external_ref) DO UPDATE SET
       first_name = excluded.first_name, last_name = excluded.last_name, birth_date = excluded.birth_date,
       caregiver_phone = excluded.caregiver_phone, language = excluded.language,
       facility_id = excluded.facility_id, updated_at = excluded.updated_at
     RETURNING id, external_ref`,
    { rows: JSON.stringify(patients) }
  )
}
