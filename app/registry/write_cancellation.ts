import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { updateRows } from '#storage/write_rows'

export interface Cancellation {
  /** Of the immunization. */
  id: number
  /** Whether it is not due any more; undefined leaves it as it is. */
  cancelled: unknown
  now: string
}

/** Cancels an immunization, or takes that back. Returns whether that is a change. */
export async function writeCancellation(
  trx: QueryClientContract,
  { id, cancelled, now }: Cancellation
): Promise<boolean> {
  if (typeof cancelled !== 'boolean') return false
  const changed = await updateRows<Pick<Rows['immunizations'], 'id'>>(
    trx,
    {
      table: 'immunizations',
      set: `cancelled_at = ${cancelled ? ':now' : 'NULL'}, updated_at = :now`,
      where: `id = :id AND cancelled_at IS ${cancelled ? '' : 'NOT'} NULL`,
      returning: 'id',
    },
    { id, now }
  )
  return changed.length > 0
}
