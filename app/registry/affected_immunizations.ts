import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { idList, query, rowsOf } from '#storage/sql'

/** Not administered, or with a pending message. */
const OPEN = `(i.administered_on IS NULL OR EXISTS (
  SELECT 1 FROM sms_messages AS m WHERE m.immunization_id = i.id AND m.status = 'pending'))`

export async function openImmunizationsOfPatients(
  trx: QueryClientContract,
  patientIds: number[]
): Promise<number[]> {
  if (patientIds.length === 0) return []
  const rows = await query<Pick<Rows['immunizations'], 'id'>>(
    trx,
    `SELECT i.id FROM immunizations AS i WHERE i.patient_id IN (${idList(trx)}) AND ${OPEN}`,
    { ids: JSON.stringify(patientIds) }
  )
  return rows.map(({ id }) => id)
}

export async function openImmunizationsOfPhones(
  trx: QueryClientContract,
  phones: string[]
): Promise<number[]> {
  if (phones.length === 0) return []
  const rows = await query<Pick<Rows['patients'], 'id'>>(
    trx,
    `SELECT i.id FROM ${rowsOf(trx, 'r', { phone: 'text' })}
     JOIN patients AS p ON p.caregiver_phone = r.phone
     JOIN immunizations AS i ON i.patient_id = p.id
     WHERE ${OPEN}`,
    { rows: JSON.stringify(phones.map((phone) => ({ phone }))) }
  )
  return rows.map(({ id }) => id)
}

/** A facility may have very many: in pages, from the lowest id. */
export async function* openImmunizationsOfFacilities(
  client: QueryClientContract,
  facilityIds: number[],
  pageSize: () => number
): AsyncGenerator<number[]> {
  if (facilityIds.length === 0) return
  for (let after = 0; ;) {
    const rows = await query<Pick<Rows['immunizations'], 'id'>>(
      client,
      `SELECT i.id FROM immunizations AS i JOIN patients AS p ON p.id = i.patient_id
       WHERE p.facility_id IN (${idList(client)}) AND i.id > :after AND ${OPEN}
       ORDER BY i.id LIMIT :page_size`,
      { ids: JSON.stringify(facilityIds), after, page_size: pageSize() }
    )
    if (rows.length === 0) return
    yield rows.map(({ id }) => id)
    after = rows[rows.length - 1].id
  }
}
