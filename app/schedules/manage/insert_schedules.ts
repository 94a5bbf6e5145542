import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { CheckedSchedule } from '#schedules/manage/check_schedule'
import type { Author } from '#schedules/manage/schedule_request'
import { SCHEDULE_COLUMNS, type StoredSchedule } from '#schedules/manage/stored_schedule'
import type { Insertion } from '#storage/dialects/dialect'
import { rowsOf } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

const COLUMNS = {
  name: 'text',
  app_name: 'text',
  kind: 'text',
  cron: 'text',
  interval_ms: 'integer',
  run_at: 'instant',
  run_at_local: 'text',
  timezone: 'text',
  payload: 'text',
  priority: 'integer',
  starts_at: 'instant',
  starts_at_local: 'text',
  ends_at: 'instant',
  ends_at_local: 'text',
  next_run_at: 'instant',
  next_run_local: 'text',
  zone_data: 'text',
  max_runs: 'integer',
  missed_runs: 'text',
  overlap: 'text',
  idempotency_key: 'text',
} as const

const NAMES = Object.keys(COLUMNS).join(', ')

/**
 * Inserts many schedules in one statement. Returns a row for each, in order; undefined if its
 * idempotency key is taken, also by an earlier one of the same call.
 */
export async function insertSchedules(
  trx: TransactionClientContract,
  schedules: CheckedSchedule[],
  { source, actor }: Author,
  now: string
): Promise<(StoredSchedule | undefined)[]> {
  const inserted = await insertRows<StoredSchedule>(trx, schedulesInOrder(trx), {
    rows: JSON.stringify(schedules.map((schedule, place) => ({ ...schedule, place }))),
    source,
    actor,
    now,
  })
  /** Ids follow the order of the statement, which identifies rows without a key. */
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

const schedulesInOrder = (trx: TransactionClientContract): Insertion => ({
  into: 'schedules',
  columns: `${NAMES}, run_count, enabled, source, created_by, version, created_at, updated_at`,
  rows: `
    SELECT ${NAMES}, 0, TRUE, :source, :actor, 1, :now, :now
    FROM ${rowsOf(trx, 'r', { ...COLUMNS, place: 'integer' })}
    WHERE TRUE ORDER BY place`,
  onConflict: { key: 'idempotency_key' },
  returning: SCHEDULE_COLUMNS,
})
