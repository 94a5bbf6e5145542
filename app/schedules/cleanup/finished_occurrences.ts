import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { lastPosition, type Position, BEFORE_ALL } from '#schedules/cleanup/position'
import { query } from '#storage/sql'

/** One that a person had done again long after it fired is as old as its end. */
export const DELETABLE_OCCURRENCE = `o.status IN ('done', 'skipped', 'cancelled')
  AND o.fired_at < :before AND COALESCE(o.finished_at, o.fired_at) < :before`

export async function countFinishedOccurrences(
  client: QueryClientContract,
  before: string
): Promise<number> {
  const [{ total }] = await query<{ total: number }>(
    client,
    `SELECT COUNT(*) AS total FROM schedule_occurrences o WHERE ${DELETABLE_OCCURRENCE}`,
    { before }
  )
  return total
}

/**
 * One batch a turn, from the oldest on along the index schedule_occurrences_by_age: what stays
 * is passed once. The condition stands outside again: a person may have asked for a retry in between.
 */
export async function* deleteFinishedOccurrences(
  client: QueryClientContract,
  before: string,
  batchSize: number
): AsyncGenerator<number, void> {
  let position = BEFORE_ALL
  for (;;) {
    const batch: Position[] = await query(client, DELETE_BATCH, {
      before,
      limit: batchSize,
      ...position,
    })
    if (batch.length === 0) return
    position = lastPosition(batch)
    yield batch.length
  }
}

const DELETE_BATCH = `
  DELETE FROM schedule_occurrences AS o
  WHERE id IN (
    SELECT o.id FROM schedule_occurrences o
    WHERE ${DELETABLE_OCCURRENCE} AND (o.fired_at, o.id) > (:at, :id)
    ORDER BY o.fired_at, o.id LIMIT :limit)
    AND ${DELETABLE_OCCURRENCE}
  RETURNING fired_at AS at, id`
