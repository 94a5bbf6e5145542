import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Traces } from '#people/traces'
import { query, textList } from '#storage/sql'

/**
 * Patients who stay lose the number; returns how many. A patient who goes has it
 * until then: asked again, the erasure finds it.
 */
export async function takeNumbersOff(
  trx: TransactionClientContract,
  { patient, numbers }: Traces,
  now: string
): Promise<number> {
  if (patient) return 0
  const changed = await query(
    trx,
    `UPDATE patients SET caregiver_phone = NULL, updated_at = :now
     WHERE caregiver_phone IN (${textList(trx, 'numbers')}) RETURNING id`,
    { numbers: JSON.stringify(numbers), now }
  )
  return changed.length
}
