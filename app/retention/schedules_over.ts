import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { DELETABLE_OCCURRENCE } from './finished_occurrences.js'
import { BEFORE_ALL, lastPosition, type Position } from './position.js'
import { dialectOf } from '#storage/dialect_of'
import type { Deletion } from '#storage/dialects/dialect'
import { ShortTurns } from '#storage/short_turns'
import { idList, query } from '#storage/sql'
import { deleteRows } from '#storage/write_rows'

/**
 * Will not run again on its own, is not waiting to be fixed, and all its remaining data may be
 * deleted. Along the index schedules_over.
 */
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

/** One batch per turn, oldest first. */
export async function* deleteSchedulesOver(
  client: QueryClientContract,
  before: string,
  batchSize: number
): AsyncGenerator<number, void> {
  const turns = new ShortTurns(client, batchSize)
  let position = BEFORE_ALL
  for (;;) {
    const bindings = { before, limit: turns.size, ...position }
    const batch = await turns.take(
      async (trx) => {
        const found = await query<Position>(trx, select(trx), bindings)
        const ids = JSON.stringify(found.map(({ id }) => id))
        const deleted = await deleteRows(trx, stillOver(trx), { before, ids })
        return { found, deleted: deleted.length }
      },
      { rows: ({ found }) => found.length }
    )
    if (batch.found.length === 0) return
    position = lastPosition(batch.found)
    yield batch.deleted
  }
}

/**
 * The rows are locked first: this waits for a manual run in progress, and the deletion sees what it
 * fired.
 */
const select = (trx: TransactionClientContract) => `
  SELECT s.updated_at AS at, s.id FROM schedules s
  WHERE ${OVER} AND (s.updated_at, s.id) > (:at, :id)
  ORDER BY s.updated_at, s.id LIMIT :limit ${dialectOf(trx).lock({ of: 's' })}`

const stillOver = (trx: TransactionClientContract): Deletion => ({
  from: 'schedules',
  as: 's',
  where: `s.id IN (${idList(trx)}) AND ${OVER}`,
  returning: 'id',
})
