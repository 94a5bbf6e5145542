import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { ScheduleRow } from '#schedules/schedule_row'
import { idList, isPostgres, query } from '#storage/sql'

const COLUMNS = `id, name, app_name, kind, cron, interval_ms, run_at, timezone, payload, priority, starts_at, ends_at, next_run_at,
  last_run_at, run_count, max_runs, missed_runs, overlap, enabled, disabled_reason, disabled_detail, idempotency_key, source, created_by, version`

/** Along the index schedules_due: its condition stands here word for word for SQLite. */
export const SELECT_DUE = `
  SELECT ${COLUMNS} FROM schedules
  WHERE next_run_at IS NOT NULL AND next_run_at <= :now ORDER BY next_run_at, id LIMIT :limit`

/**
 * Whether there is anything to fire: what every second asks, without a lock. In order, or PostgreSQL, where it believes
 * many to be due, reads the table from its beginning until it finds one, past all that have fired.
 */
export async function isAnyDue(client: QueryClientContract, now: string): Promise<boolean> {
  const due = await query(
    client,
    `SELECT id FROM schedules
     WHERE next_run_at IS NOT NULL AND next_run_at <= :now ORDER BY next_run_at, id LIMIT 1`,
    { now }
  )
  return due.length > 0
}

/** A page of due schedules, for this transaction alone; those that another one has in hand are passed over. */
export async function takeDueSchedules(
  trx: TransactionClientContract,
  { now, limit }: { now: string; limit: number }
): Promise<ScheduleRow[]> {
  return query(trx, `${SELECT_DUE} ${lock(trx)}`, { now, limit })
}

/** One of them, if it is still due and nobody has it in hand. */
export async function takeDueSchedule(
  trx: TransactionClientContract,
  { now, id }: { now: string; id: number }
): Promise<ScheduleRow[]> {
  return query(
    trx,
    `SELECT ${COLUMNS} FROM schedules WHERE id = :id AND next_run_at IS NOT NULL AND next_run_at <= :now ${lock(trx)}`,
    { now, id }
  )
}

/** Of these schedules, those that have an occurrence which is not done. */
export async function schedulesUnderWay(
  trx: TransactionClientContract,
  ids: number[]
): Promise<Set<number>> {
  if (ids.length === 0) return new Set()
  const open = await query<{ schedule_id: number }>(
    trx,
    `SELECT DISTINCT schedule_id FROM schedule_occurrences
     WHERE status IN ('pending', 'running') AND schedule_id IN (${idList(trx)})`,
    { ids: JSON.stringify(ids) }
  )
  return new Set(open.map((row) => row.schedule_id))
}

function lock(trx: TransactionClientContract): string {
  return isPostgres(trx) ? 'FOR UPDATE SKIP LOCKED' : ''
}
