import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { SCHEDULE_COLUMNS, type StoredSchedule } from '#schedules/manage/stored_schedule'
import { dialectOf } from '#storage/dialect_of'
import { query } from '#storage/sql'

/**
 * Reads a schedule and locks it until the transaction ends. On SQLite, a `transaction` that reads
 * first does that.
 */
export async function lockSchedule(
  trx: TransactionClientContract,
  id: number
): Promise<StoredSchedule | undefined> {
  const [row] = await query<StoredSchedule>(
    trx,
    `SELECT ${SCHEDULE_COLUMNS} FROM schedules WHERE id = :id ${dialectOf(trx).lock()}`,
    { id }
  )
  return row
}
