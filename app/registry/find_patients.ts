import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { query, rowsOf } from '#storage/sql'

export type PatientRecord = Pick<
  Rows['patients'],
  | 'id'
  | 'external_ref'
  | 'first_name'
  | 'last_name'
  | 'birth_date'
  | 'caregiver_phone'
  | 'language'
  | 'facility_id'
  | 'status'
>

/** What is on record, by reference. */
export async function findPatients(
  trx: QueryClientContract,
  refs: Iterable<string>
): Promise<Map<string, PatientRecord>> {
  const wanted = [...new Set(refs)].map((ref) => ({ ref }))
  if (wanted.length === 0) return new Map()
  const found = await query<PatientRecord>(
    trx,
    `SELECT p.id, p.external_ref, p.first_name, p.last_name, p.birth_date, p.caregiver_phone, p.language,
       p.facility_id, p.status
     FROM ${rowsOf(trx, 'r', { ref: 'text' })} JOIN patients AS p ON p.external_ref = r.ref`,
    { rows: JSON.stringify(wanted) }
  )
  return new Map(found.map((patient) => [patient.external_ref, patient]))
}
