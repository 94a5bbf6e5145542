import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { PatientStatus } from '#registry/registered_row'
import { rowsOf } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

export interface StatusChange {
  patientId: number
  status: PatientStatus
}

/**
 * Writes what has become of patients, where it is something else than what is on
 * record. A death on record stays unless `overDeath` says that it was a mistake,
 * and whoever is being erased stays so. Returns the ids of those that changed.
 */
export async function writeStatuses(
  trx: QueryClientContract,
  changes: StatusChange[],
  now: string,
  { overDeath }: { overDeath: boolean }
): Promise<number[]> {
  if (changes.length === 0) return []
  const fixed = overDeath ? `'erased'` : `'erased', 'died'`
  const changed = await updateRows<Pick<Rows['patients'], 'id'>>(
    trx,
    {
      table: 'patients',
      as: 'p',
      set: 'status = r.status, updated_at = r.now',
      from: rowsOf(trx, 'r', { patient_id: 'integer', status: 'text', now: 'instant' }),
      on: 'p.id = r.patient_id',
      where: `p.status <> r.status AND p.status NOT IN (${fixed})`,
      returning: 'id',
    },
    {
      rows: JSON.stringify(
        changes.map(({ patientId, status }) => ({ patient_id: patientId, status, now }))
      ),
    }
  )
  return changed.map(({ id }) => id)
}
