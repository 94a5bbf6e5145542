import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { PatientRecord } from '#registry/find_patients'
import type { PatientRow } from '#registry/registered_row'
import { writeNames } from '#registry/write_names'
import { rowsOf } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

export interface WrittenPatients {
  /** All patients that the rows name, as they are now. */
  byRef: Map<string, PatientRecord>
  /** References of patients who are new. */
  created: Set<string>
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

const NAMES = FIELDS.join(', ')

const NAME = ['first_name', 'last_name'] as const

/** What is stored, and the ids of the facilities that the rows name by code. */
interface Known {
  patients: Map<string, PatientRecord>
  facilityIds: Map<string, number>
}

/** Writes the patients that are new or differ from what is stored, and no others. */
export async function writePatients(
  trx: QueryClientContract,
  rows: PatientRow[],
  now: string,
  known: Known
): Promise<WrittenPatients> {
  const byRef = new Map(known.patients)
  const created = new Set<string>()
  const changed = new Map<string, number>()
  const renamed = new Set<string>()
  const toWrite = new Map<string, Omit<PatientRecord, 'id'>>()
  for (const row of new Map(rows.map((each) => [each.patientRef, each])).values()) {
    const before = known.patients.get(row.patientRef)
    const after = asRecord(row, before, known.facilityIds.get(row.facility)!)
    if (before && FIELDS.every((field) => before[field] === after[field])) continue
    if (before) changed.set(row.patientRef, before.id)
    else created.add(row.patientRef)
    toWrite.set(row.patientRef, after)
    if (!before || NAME.some((field) => before[field] !== after[field])) renamed.add(row.patientRef)
  }
  const written = await upsertPatients(trx, [...toWrite.values()], now)
  for (const { id, external_ref: ref } of written) byRef.set(ref, { ...toWrite.get(ref)!, id })
  await writeNames(
    trx,
    [...renamed].map((ref) => byRef.get(ref)!)
  )
  return { byRef, created, changed }
}

function asRecord(
  row: PatientRow,
  before: PatientRecord | undefined,
  facilityId: number
): Omit<PatientRecord, 'id'> {
  return {
    external_ref: row.patientRef,
    first_name: row.firstName,
    last_name: row.lastName ?? before?.last_name ?? '',
    birth_date: row.birthDate === undefined ? (before?.birth_date ?? null) : row.birthDate,
    caregiver_phone: row.phone,
    language: row.language === undefined ? (before?.language ?? null) : row.language,
    facility_id: facilityId,
    status: before?.status ?? 'active',
  }
}

/** In the order of their references, so that two writers meet in the same order. */
async function upsertPatients(
  trx: QueryClientContract,
  patients: Omit<PatientRecord, 'id'>[],
  now: string
) {
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
  return insertRows<Pick<Rows['patients'], 'id' | 'external_ref'>>(
    trx,
    {
      into: 'patients',
      columns: `external_ref, ${NAMES}, status, created_at, updated_at`,
      rows: `
        SELECT external_ref, ${NAMES}, 'active', now, now
        FROM ${source} WHERE 1 = 1 ORDER BY external_ref`,
      onConflict: {
        key: 'external_ref',
        set: `${FIELDS.map((field) => `${field} = excluded.${field}`).join(', ')},
          updated_at = excluded.updated_at`,
      },
      returning: 'id, external_ref',
    },
    { rows: JSON.stringify(patients.map((patient) => ({ ...patient, now }))) }
  )
}
