import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { namesOf, type Names } from '#registry/names_of'
import { idList, rowsOf } from '#storage/sql'
import { deleteRows, insertRows } from '#storage/write_rows'

/** Writes what patients are found by, in place of their former names. */
export async function writeNames(
  trx: QueryClientContract,
  patients: (Names & { id: number })[]
): Promise<void> {
  if (patients.length === 0) return
  await deleteRows(
    trx,
    { from: 'patient_names', where: `patient_id IN (${idList(trx)})` },
    { ids: JSON.stringify(patients.map(({ id }) => id)) }
  )
  const rows = patients.flatMap((patient) =>
    namesOf(patient).map((letters) => ({ patient_id: patient.id, letters }))
  )
  await insertRows(
    trx,
    {
      into: 'patient_names',
      columns: 'patient_id, letters',
      rows: `
        SELECT patient_id, letters
        FROM ${rowsOf(trx, 'r', { patient_id: 'integer', letters: 'text' })}
        WHERE 1 = 1 ORDER BY patient_id, letters`,
      onConflict: { key: 'patient_id, letters' },
    },
    { rows: JSON.stringify(rows) }
  )
}
