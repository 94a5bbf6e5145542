import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { OCCURRENCE_COLUMNS, type StoredOccurrence } from '#schedules/manage/stored_occurrence'
import type { StoredSchedule } from '#schedules/manage/stored_schedule'
import { insertRows, updateRows } from '#storage/write_rows'

/** Inserts an occurrence that waits to be run, like one fired by its schedule. */
export async function insertByHand(
  trx: TransactionClientContract,
  row: StoredSchedule,
  { second, now }: { second: string; now: string }
): Promise<StoredOccurrence> {
  const [inserted] = await insertRows<StoredOccurrence>(
    trx,
    {
      into: 'schedule_occurrences',
      columns: `schedule_id, occurrence_at, status, reason,
        app_name, payload, priority, fired_at, next_attempt_at`,
      rows: `VALUES (:schedule_id, :second, 'pending', 'by_hand',
        :app_name, :payload, :priority, :now, :now)`,
      returning: OCCURRENCE_COLUMNS,
    },
    {
      schedule_id: row.id,
      second,
      app_name: row.app_name,
      payload: row.payload,
      priority: row.priority,
      now,
    }
  )
  return inserted
}

/** For work that was done in this transaction. */
export async function finishAtOnce(
  trx: TransactionClientContract,
  id: number,
  result: Record<string, unknown> | undefined,
  now: string
): Promise<StoredOccurrence> {
  const [done] = await updateRows<StoredOccurrence>(
    trx,
    {
      table: 'schedule_occurrences',
      set: `status = 'done', attempts = 1, next_attempt_at = NULL, started_at = :now,
        finished_at = :now, result = :result`,
      where: 'id = :id',
      returning: OCCURRENCE_COLUMNS,
    },
    { id, now, result: result ? JSON.stringify(result) : null }
  )
  return done
}
