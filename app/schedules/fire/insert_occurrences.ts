import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { PlannedFiring } from '#schedules/fire/plan_firing'
import type { Insertion } from '#storage/dialects/dialect'
import { toSqlInstant } from '#storage/instants'
import { rowsOf } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

/**
 * Writes the occurrences of a page. Returns the ids of new ones by schedule: each fires once,
 * whichever process fires it.
 */
export async function insertOccurrences(
  trx: TransactionClientContract,
  firings: PlannedFiring[],
  now: string
): Promise<Map<number, number>> {
  if (firings.length === 0) return new Map()
  const inserted = await insertRows<Pick<Rows['schedule_occurrences'], 'id' | 'schedule_id'>>(
    trx,
    occurrences(trx),
    {
      rows: JSON.stringify(firings.map((firing) => rowOf(firing, now))),
    }
  )
  return new Map(inserted.map(({ id, schedule_id: schedule }) => [schedule, id]))
}

function rowOf({ row, advance, status, reason, payload, handler }: PlannedFiring, now: string) {
  const done = status === 'done' ? now : null
  return {
    schedule_id: row.id,
    occurrence_at: toSqlInstant(advance.occurrenceAt),
    status,
    reason,
    app_name: row.app_name,
    payload: JSON.stringify(payload ?? null),
    order_key: handler?.kind === 'effect' ? (handler.orderKey?.(payload) ?? null) : null,
    priority: row.priority,
    missed: advance.missed,
    attempts: done ? 1 : 0,
    next_attempt_at: status === 'pending' ? now : null,
    fired_at: now,
    started_at: done,
    finished_at: status === 'pending' ? null : now,
  }
}

const COLUMNS = {
  schedule_id: 'integer',
  occurrence_at: 'instant',
  status: 'text',
  reason: 'text',
  app_name: 'text',
  payload: 'text',
  order_key: 'text',
  priority: 'integer',
  missed: 'integer',
  attempts: 'integer',
  next_attempt_at: 'instant',
  fired_at: 'instant',
  started_at: 'instant',
  finished_at: 'instant',
} as const

const NAMES = Object.keys(COLUMNS).join(', ')

const occurrences = (trx: TransactionClientContract): Insertion => ({
  into: 'schedule_occurrences',
  columns: NAMES,
  rows: `SELECT ${NAMES} FROM ${rowsOf(trx, 'r', COLUMNS)} WHERE TRUE`,
  onConflict: { key: 'schedule_id, occurrence_at' },
  returning: 'id, schedule_id',
})
