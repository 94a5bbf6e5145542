import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { DELETABLE_OCCURRENCE } from '#schedules/cleanup/finished_occurrences'
import { BEFORE_ALL, lastPosition, type Position } from '#schedules/cleanup/position'
import { retryDeadlocks } from '#storage/retry_deadlocks'
import { idList, isPostgres, query } from '#storage/sql'
import { writeTransaction } from '#storage/write_transaction'

/** It will not run again by itself, nobody is expected to mend it, and all that is left of it may go. Along the index schedules_over. */
const OVER = `s.next_run_at IS NULL AND s.updated_at < :before
  AND s.disabled_reason IN ('finished', 'max_runs_reached', 'ended', 'deleted')
  AND NOT EXISTS (SELECT 1 FROM schedule_occurrences o WHERE o.schedule_id = s.id AND NOT (${DELETABLE_OCCURRENCE}))`

export async function countSchedulesOver(
  client: QueryClientContract,
  before: string
): Promise<number> {
  const [{ total }] = await query<{ total: number }>(
    client,
    `SELECT COUNT(*) AS total FROM schedules s WHERE ${OVER}`,
    { before }
  )
  return total
}

/** One batch a turn, from the oldest on. */
export async function* deleteSchedulesOver(
  client: QueryClientContract,
  before: string,
  batchSize: number
): AsyncGenerator<number, void> {
  let position = BEFORE_ALL
  for (;;) {
    const bindings = { before, limit: batchSize, ...position }
    const batch = await retryDeadlocks(() =>
      writeTransaction(client, async (trx) => {
        const found = await query<Position>(trx, select(trx), bindings)
        const ids = JSON.stringify(found.map(({ id }) => id))
        const deleted = await query(trx, deletion(trx), { before, ids })
        return { found, deleted: deleted.length }
      })
    )
    if (batch.found.length === 0) return
    position = lastPosition(batch.found)
    yield batch.deleted
  }
}

/** The rows are held first: whoever fires one by hand at this moment is waited for, and what was fired is seen by the deletion. */
const select = (trx: TransactionClientContract) => `
  SELECT s.updated_at AS at, s.id FROM schedules s
  WHERE ${OVER} AND (s.updated_at, s.id) > (:at, :id)
  ORDER BY s.updated_at, s.id LIMIT :limit ${isPostgres(trx) ? 'FOR UPDATE OF s' : ''}`

const deletion = (trx: TransactionClientContract) => `
  DELETE FROM schedules AS s WHERE s.id IN (${idList(trx)}) AND ${OVER} RETURNING id`
