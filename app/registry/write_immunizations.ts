import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { PatientRow } from '#registry/registered_row'
import { query, rowsOf } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

type ImmunizationKey = Pick<Rows['immunizations'], 'patient_id' | 'vaccine' | 'dose'>

/** What a row says of a dose. */
type DoseRow = Pick<PatientRow, 'vaccine' | 'dose' | 'dueOn' | 'administeredOn'>

type ImmunizationRecord = ImmunizationKey &
  Pick<Rows['immunizations'], 'due_on' | 'administered_on'>

export interface WrittenImmunizations<Row = PatientRow> {
  created: Set<Row>
  updated: Set<Row>
  /** Rows without a visit date for a recorded visit. */
  visitsKept: number
  ids: number[]
}

/**
 * Writes new and changed immunizations. A row without a visit date does not remove a visit that was
 * recorded here.
 */
export async function writeImmunizations<Row extends DoseRow>(
  trx: QueryClientContract,
  rows: Row[],
  now: string,
  patientIdOf: (row: Row) => number
): Promise<WrittenImmunizations<Row>> {
  const identified = rows.map((row) => ({
    row,
    patient_id: patientIdOf(row),
    vaccine: row.vaccine,
    dose: row.dose,
  }))
  if (identified.length === 0)
    return { created: new Set(), updated: new Set(), visitsKept: 0, ids: [] }
  const found = await findImmunizations(trx, identified)
  const stored = new Map(found.map((record) => [keyOf(record), record]))

  const written: WrittenImmunizations<Row> = {
    created: new Set(),
    updated: new Set(),
    visitsKept: 0,
    ids: [],
  }
  const toWrite: (ImmunizationRecord & { now: string })[] = []
  for (const { row, ...key } of identified) {
    const before = stored.get(keyOf(key))
    const keepsVisit = row.administeredOn === null && Boolean(before?.administered_on)
    if (keepsVisit) written.visitsKept++
    const administeredOn = keepsVisit ? before!.administered_on : row.administeredOn
    if (before?.due_on === row.dueOn && before.administered_on === administeredOn) continue
    written[before ? 'updated' : 'created'].add(row)
    toWrite.push({ ...key, due_on: row.dueOn, administered_on: administeredOn, now })
  }
  written.ids = await upsertImmunizations(trx, toWrite)
  return written
}

function keyOf({ patient_id: patientId, vaccine, dose }: ImmunizationKey): string {
  return JSON.stringify([patientId, vaccine, dose])
}

async function findImmunizations(
  trx: QueryClientContract,
  keys: (ImmunizationKey & { row: DoseRow })[]
) {
  const source = rowsOf(trx, 'r', { patient_id: 'integer', vaccine: 'text', dose: 'text' })
  return query<ImmunizationRecord>(
    trx,
    `SELECT i.patient_id, i.vaccine, i.dose, i.due_on, i.administered_on
     FROM ${source} JOIN immunizations AS i
       ON i.patient_id = r.patient_id AND i.vaccine = r.vaccine AND i.dose = r.dose`,
    { rows: JSON.stringify(keys.map(({ row, ...key }) => key)) }
  )
}

async function upsertImmunizations(trx: QueryClientContract, immunizations: ImmunizationRecord[]) {
  if (immunizations.length === 0) return []
  const source = rowsOf(trx, 'r', {
    patient_id: 'integer',
    vaccine: 'text',
    dose: 'text',
    due_on: 'date',
    administered_on: 'date',
    now: 'instant',
  })
  const rows = await insertRows<Pick<Rows['immunizations'], 'id'>>(
    trx,
    {
      into: 'immunizations',
      columns: 'patient_id, vaccine, dose, due_on, administered_on, created_at, updated_at',
      rows: `
        SELECT patient_id, vaccine, dose, due_on, administered_on, now, now
        FROM ${source} WHERE 1 = 1 ORDER BY patient_id, vaccine, dose`,
      onConflict: {
        key: 'patient_id, vaccine, dose',
        set: `due_on = excluded.due_on, administered_on = excluded.administered_on,
          updated_at = excluded.updated_at`,
      },
      returning: 'id',
    },
    { rows: JSON.stringify(immunizations) }
  )
  return rows.map(({ id }) => id)
}
