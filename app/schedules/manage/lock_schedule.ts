import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { SCHEDULE_COLUMNS, type StoredSchedule } from '#schedules/manage/stored_schedule'
import { isPostgres, query } from '#storage/sql'

/** Reads a schedule and keeps others from it until the transaction ends. On SQLite a `writeTransaction` does that. */
export async function lockSchedule(
  trx: TransactionClientContract,
  id: number
): Promise<StoredSchedule | undefined> {
  const [row] = await query<StoredSchedule>(
    trx,
    `SELECT ${SCHEDULE_COLUMNS} FROM schedules WHERE id = :id ${isPostgres(trx) ? 'FOR UPDATE' : ''}`,
    { id }
  )
  return row
}
