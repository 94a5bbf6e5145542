import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { query } from '#storage/sql'

/** An immunization as it is on record. */
export type DoseOnRecord = Pick<
  Rows['immunizations'],
  'id' | 'vaccine' | 'dose' | 'due_on' | 'administered_on' | 'cancelled_at' | 'updated_at'
>

export async function findDose(
  client: QueryClientContract,
  patientId: number,
  { vaccine, dose }: { vaccine: string; dose: string }
): Promise<DoseOnRecord | undefined> {
  const [row] = await query<DoseOnRecord>(
    client,
    `SELECT id, vaccine, dose, due_on, administered_on, cancelled_at, updated_at FROM immunizations
     WHERE patient_id = :patient_id AND vaccine = :vaccine AND dose = :dose`,
    { patient_id: patientId, vaccine, dose }
  )
  return row
}
