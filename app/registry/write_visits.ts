import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { query, rowsOf } from '#storage/sql'
import { insertRows, updateRows } from '#storage/write_rows'

/** A visit that has taken place, of a patient who is on record. */
export interface Visit {
  patientId: number
  vaccine: string
  dose: string
  /** Without it only an immunization that is on record can be found. */
  dueOn: string | null
  administeredOn: string
}

type Key = Pick<Rows['immunizations'], 'patient_id' | 'vaccine' | 'dose'>

const COLUMNS = {
  patient_id: 'integer',
  vaccine: 'text',
  dose: 'text',
  due_on: 'date',
  administered_on: 'date',
  now: 'instant',
} as const

const SAME = 'i.patient_id = r.patient_id AND i.vaccine = r.vaccine AND i.dose = r.dose'

/**
 * Records visits, and nothing else of an immunization: one that is recorded already
 * keeps its date. An immunization that is not on record is made where its due date
 * is known. Returns the ids that changed, and whether a visit is on record now.
 */
export async function writeVisits(
  trx: QueryClientContract,
  visits: Visit[],
  now: string
): Promise<{ ids: number[]; isRecorded: (visit: Visit) => boolean }> {
  if (visits.length === 0) return { ids: [], isRecorded: () => false }
  const rows = [...new Map(visits.map((visit) => [keyOf(visit), visit])).values()].map((visit) => ({
    patient_id: visit.patientId,
    vaccine: visit.vaccine,
    dose: visit.dose,
    due_on: visit.dueOn,
    administered_on: visit.administeredOn,
    now,
  }))
  const ids = [
    ...(await fillIn(trx, rows)),
    ...(await insertMissing(
      trx,
      rows.filter(({ due_on: dueOn }) => dueOn !== null)
    )),
  ]
  const recorded = new Set(await recordedOf(trx, rows))
  return { ids, isRecorded: (visit) => recorded.has(keyOf(visit)) }
}

function keyOf({ patientId, vaccine, dose }: Omit<Visit, 'dueOn' | 'administeredOn'>): string {
  return JSON.stringify([patientId, vaccine, dose])
}

async function fillIn(trx: QueryClientContract, rows: object[]): Promise<number[]> {
  const updated = await updateRows<Pick<Rows['immunizations'], 'id'>>(
    trx,
    {
      table: 'immunizations',
      as: 'i',
      set: 'administered_on = r.administered_on, updated_at = r.now',
      from: rowsOf(trx, 'r', COLUMNS),
      on: SAME,
      where: 'i.administered_on IS NULL',
      returning: 'id',
    },
    { rows: JSON.stringify(rows) }
  )
  return updated.map(({ id }) => id)
}

async function insertMissing(trx: QueryClientContract, rows: object[]): Promise<number[]> {
  if (rows.length === 0) return []
  const inserted = await insertRows<Pick<Rows['immunizations'], 'id'>>(
    trx,
    {
      into: 'immunizations',
      columns: 'patient_id, vaccine, dose, due_on, administered_on, created_at, updated_at',
      rows: `
        SELECT patient_id, vaccine, dose, due_on, administered_on, now, now
        FROM ${rowsOf(trx, 'r', COLUMNS)} WHERE 1 = 1 ORDER BY patient_id, vaccine, dose`,
      onConflict: { key: 'patient_id, vaccine, dose' },
      returning: 'id',
    },
    { rows: JSON.stringify(rows) }
  )
  return inserted.map(({ id }) => id)
}

async function recordedOf(trx: QueryClientContract, rows: object[]): Promise<string[]> {
  const found = await query<Key>(
    trx,
    `SELECT i.patient_id, i.vaccine, i.dose FROM ${rowsOf(trx, 'r', COLUMNS)} JOIN immunizations AS i ON ${SAME}
     WHERE i.administered_on IS NOT NULL`,
    { rows: JSON.stringify(rows) }
  )
  return found.map(({ patient_id: patientId, vaccine, dose }) =>
    keyOf({ patientId, vaccine, dose })
  )
}
