import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { CheckedSchedule } from '#schedules/manage/check_schedule'
import type { Author } from '#schedules/manage/schedule_request'
import { SCHEDULE_COLUMNS, type StoredSchedule } from '#schedules/manage/stored_schedule'
import { query, rowsOf } from '#storage/sql'

const COLUMNS = {
  name: 'text',
  app_name: 'text',
  kind: 'text',
  cron: 'text',
  interval_ms: 'integer',
  run_at: 'instant',
  timezone: 'text',
  payload: 'text',
  priority: 'integer',
  starts_at: 'instant',
  ends_at: 'instant',
  next_run_at: 'instant',
  max_runs: 'integer',
  missed_runs: 'text',
  overlap: 'text',
  idempotency_key: 'text',
} as const

const NAMES = Object.keys(COLUMNS).join(', ')

/**
 * Inserts many schedules in one statement. Answers one row each, in their order;
 * nothing for one whose idempotency key is taken, also by one before it.
 */
export async function insertSchedules(
  trx: TransactionClientContract,
  schedules: CheckedSchedule[],
  { source, actor }: Author,
  now: string
): Promise<(StoredSchedule | undefined)[]> {
  const inserted = await query<StoredSchedule>(trx, statement(trx), {
    rows: JSON.stringify(schedules.map((schedule, place) => ({ ...schedule, place }))),
    source,
    actor,
    now,
  })
  /** Ids are given in the order of the statement, so those without a key are told apart by it. */
  const keyless = inserted.filter((row) => row.idempotency_key === null).sort(byId)
  const byKey = new Map(inserted.map((row) => [row.idempotency_key, row]))
  return schedules.map(({ idempotency_key: key }) => {
    if (key === null) return keyless.shift()
    const row = byKey.get(key)
    byKey.delete(key)
    return row
  })
}

function byId(left: StoredSchedule, right: StoredSchedule): number {
  return left.id - right.id
}

const statement = (trx: TransactionClientContract) => `
  INSERT INTO schedules (${NAMES}, run_count, enabled, source, created_by, version, created_at, updated_at)
  SELECT ${NAMES}, 0, TRUE, :source, :actor, 1, :now, :now
  FROM ${rowsOf(trx, 'r', { ...COLUMNS, place: 'integer' })}
  WHERE TRUE ORDER BY place
  ON CONFLICT (idempotency_key) DO NOTHING
  RETURNING ${SCHEDULE_COLUMNS}`
