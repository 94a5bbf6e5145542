import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { lastPosition, type Position, BEFORE_ALL } from './position.js'
import type { Deletion } from '#storage/dialects/dialect'
import { ShortTurns } from '#storage/short_turns'
import { query } from '#storage/sql'
import { deleteRows } from '#storage/write_rows'

/** The age of an occurrence that was retried long after it fired counts from its end. */
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
 * One batch per turn, oldest first, along the index schedule_occurrences_by_age; rows that stay are
 * read once. The condition is repeated outside the subquery: a person may have requested a retry in
 * between.
 */
export async function* deleteFinishedOccurrences(
  client: QueryClientContract,
  before: string,
  batchSize: number
): AsyncGenerator<number, void> {
  const turns = new ShortTurns(client, batchSize)
  let position = BEFORE_ALL
  for (;;) {
    const bindings = { before, limit: turns.size, ...position }
    const batch: Position[] = await turns.take(
      (trx) => deleteRows<Position>(trx, BATCH, bindings),
      { rows: (deleted) => deleted.length }
    )
    if (batch.length === 0) return
    position = lastPosition(batch)
    yield batch.length
  }
}

const BATCH: Deletion = {
  from: 'schedule_occurrences',
  as: 'o',
  where: `id IN (
      SELECT o.id FROM schedule_occurrences o
      WHERE ${DELETABLE_OCCURRENCE} AND (o.fired_at, o.id) > (:at, :id)
      ORDER BY o.fired_at, o.id LIMIT :limit)
    AND ${DELETABLE_OCCURRENCE}`,
  returning: 'fired_at AS at, id',
}
