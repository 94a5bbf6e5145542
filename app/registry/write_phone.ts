import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { updateRows } from '#storage/write_rows'

export interface PhoneCorrection {
  patientId: number
  /** The number that is to be replaced, in E.164; null where there is none. */
  expected: string | null
  /** E.164 */
  number: string
  now: string
}

/**
 * Gives a patient another number of the caregiver. Returns false if the number on record is not the
 * expected one any more, or the patient is being erased.
 */
export async function writePhone(
  trx: QueryClientContract,
  { patientId: id, expected, number, now }: PhoneCorrection
): Promise<boolean> {
  const changed = await updateRows<Pick<Rows['patients'], 'id'>>(
    trx,
    {
      table: 'patients',
      set: 'caregiver_phone = :number, updated_at = :now',
      where: `id = :id AND caregiver_phone IS NOT DISTINCT FROM :expected AND status <> 'erased'`,
      returning: 'id',
    },
    { id, expected, number, now }
  )
  return changed.length > 0
}
