import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { OCCURRENCE_COLUMNS, type StoredOccurrence } from '#schedules/manage/stored_occurrence'
import type { StoredSchedule } from '#schedules/manage/stored_schedule'
import { query } from '#storage/sql'

/** An occurrence that waits to be done, as one that is fired by its schedule does. */
export async function insertByHand(
  trx: TransactionClientContract,
  row: StoredSchedule,
  { second, now }: { second: string; now: string }
): Promise<StoredOccurrence> {
  const [inserted] = await query<StoredOccurrence>(
    trx,
    `INSERT INTO schedule_occurrences
       (schedule_id, occurrence_at, status, reason, app_name, payload, priority, fired_at, next_attempt_at)
     VALUES (:schedule_id, :second, 'pending', 'by_hand', :app_name, :payload, :priority, :now, :now)
     RETURNING ${OCCURRENCE_COLUMNS}`,
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

/** Of work that was done in this transaction. */
export async function finishAtOnce(
  trx: TransactionClientContract,
  id: number,
  result: Record<string, unknown> | undefined,
  now: string
): Promise<StoredOccurrence> {
  const [done] = await query<StoredOccurrence>(
    trx,
    `UPDATE schedule_occurrences
     SET status = 'done', attempts = 1, next_attempt_at = NULL, started_at = :now, finished_at = :now, result = :result
     WHERE id = :id RETURNING ${OCCURRENCE_COLUMNS}`,
    { id, now, result: result ? JSON.stringify(result) : null }
  )
  return done
}
