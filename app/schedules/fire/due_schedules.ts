import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { ScheduleRow } from '#schedules/schedule_row'
import { dialectOf } from '#storage/dialect_of'
import { idList, query } from '#storage/sql'

/** The columns of a `ScheduleRow`. */
export const ROW_COLUMNS = `id, name, app_name, kind, cron, interval_ms, run_at, run_at_local, timezone, payload, priority, starts_at, starts_at_local,
  ends_at, ends_at_local, next_run_at, next_run_local, zone_data,
  last_run_at, last_run_local, run_count, max_runs, missed_runs, overlap, enabled, disabled_reason, disabled_detail, idempotency_key, source, created_by, version`

/** Along the index schedules_due, whose condition is repeated here word for word for SQLite. */
export const SELECT_DUE = `
  SELECT ${ROW_COLUMNS} FROM schedules
  WHERE next_run_at IS NOT NULL AND next_run_at <= :now ORDER BY next_run_at, id LIMIT :limit`

/**
 * Whether there is anything to fire, checked every second without a lock. Ordered: otherwise
 * PostgreSQL, when it expects many due rows, scans the table from its start, past all schedules
 * that have fired.
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

/** A page of due schedules, locked by this transaction; skips those locked by others. */
export async function takeDueSchedules(
  trx: TransactionClientContract,
  { now, limit }: { now: string; limit: number }
): Promise<ScheduleRow[]> {
  return query(trx, `${SELECT_DUE} ${lock(trx)}`, { now, limit })
}

/** This schedule, if it is still due and not locked by others. */
export async function takeDueSchedule(
  trx: TransactionClientContract,
  { now, id }: { now: string; id: number }
): Promise<ScheduleRow[]> {
  return query(
    trx,
    `SELECT ${ROW_COLUMNS} FROM schedules WHERE id = :id AND next_run_at IS NOT NULL AND next_run_at <= :now ${lock(trx)}`,
    { now, id }
  )
}

/** Which of these schedules have an unfinished occurrence. */
export async function schedulesUnderWay(
  trx: TransactionClientContract,
  ids: number[]
): Promise<Set<number>> {
  if (ids.length === 0) return new Set()
  const open = await query<Pick<Rows['schedule_occurrences'], 'schedule_id'>>(
    trx,
    `SELECT DISTINCT schedule_id FROM schedule_occurrences
     WHERE status IN ('pending', 'running') AND schedule_id IN (${idList(trx)})`,
    { ids: JSON.stringify(ids) }
  )
  return new Set(open.map((row) => row.schedule_id))
}

function lock(trx: TransactionClientContract): string {
  return dialectOf(trx).lock({ skipLocked: true })
}
