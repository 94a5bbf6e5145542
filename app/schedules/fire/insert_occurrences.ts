import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { PlannedFiring } from '#schedules/fire/plan_firing'
import { toSqlInstant } from '#storage/instants'
import { query, rowsOf } from '#storage/sql'

/** Writes the occurrences of a page. Returns the id by schedule of those that were not there yet: each fires once, whoever fires. */
export async function insertOccurrences(
  trx: TransactionClientContract,
  firings: PlannedFiring[],
  now: string
): Promise<Map<number, number>> {
  if (firings.length === 0) return new Map()
  const inserted = await query<{ id: number; schedule_id: number }>(trx, statement(trx), {
    rows: JSON.stringify(firings.map((firing) => rowOf(firing, now))),
  })
  return new Map(inserted.map(({ id, schedule_id: schedule }) => [schedule, id]))
}

function rowOf({ row, advance, status, reason, payload }: PlannedFiring, now: string) {
  const done = status === 'done' ? now : null
  return {
    schedule_id: row.id,
    occurrence_at: toSqlInstant(advance.occurrenceAt),
    status,
    reason,
    app_name: row.app_name,
    payload: JSON.stringify(payload ?? null),
    priority: row.priority,
    missed: advance.missed,
    attempts: done ? 1 : 0,
    next_attempt_at: status === 'pending' ? now : null,
    fired_at: now,
    started_at: done,
    finished_at: status === 'pending' ? null : now,
  }
}

const statement = (trx: TransactionClientContract) => `
  INSERT INTO schedule_occurrences (schedule_id, occurrence_at, status, reason, app_name, payload, priority, missed, attempts,
    next_attempt_at, fired_at, started_at, finished_at)
  SELECT schedule_id, occurrence_at, status, reason, app_name, payload, priority, missed, attempts,
    next_attempt_at, fired_at, started_at, finished_at
  FROM ${rowsOf(trx, 'r', {
    schedule_id: 'integer',
    occurrence_at: 'instant',
    status: 'text',
    reason: 'text',
    app_name: 'text',
    payload: 'text',
    priority: 'integer',
    missed: 'integer',
    attempts: 'integer',
    next_attempt_at: 'instant',
    fired_at: 'instant',
    started_at: 'instant',
    finished_at: 'instant',
  })} WHERE TRUE
  ON CONFLICT (schedule_id, occurrence_at) DO NOTHING
  RETURNING id, schedule_id`
