import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Traces } from './traces.js'
import { textList } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

/**
 * Removes the number from patients who stay; returns how many. A patient who is deleted keeps it
 * until then, so that a repeated erasure finds it.
 */
export async function takeNumbersOff(
  trx: TransactionClientContract,
  { patient, numbers }: Traces,
  now: string
): Promise<number> {
  if (patient) return 0
  const changed = await updateRows(
    trx,
    {
      table: 'patients',
      set: 'caregiver_phone = NULL, updated_at = :now',
      where: `caregiver_phone IN (${textList(trx, 'numbers')})`,
      returning: 'id',
    },
    { numbers: JSON.stringify(numbers), now }
  )
  return changed.length
}
