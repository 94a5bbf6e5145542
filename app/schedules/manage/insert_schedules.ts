import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { CheckedSchedule } from '#schedules/manage/check_schedule'
import type { Author } from '#schedules/manage/schedule_request'
import type { StoredSchedule } from '#schedules/manage/stored_schedule'
import { dialectOf } from '#storage/dialect_of'
import type { Insertion } from '#storage/dialects/dialect'
import { rowsOf, type Bindings } from '#storage/sql'
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
  request_id: 'text',
} as const

export interface NewSchedule extends CheckedSchedule {
  /** Of a job with an idempotency key. */
  request_id: string | null
}

type Column = keyof typeof COLUMNS

const NAMES = Object.keys(COLUMNS) as Column[]

type Inserted = Pick<StoredSchedule, 'id' | 'idempotency_key'>

/**
 * Inserts many schedules in one statement. Returns a row for each, in order; undefined if its
 * idempotency key is taken, also by an earlier one of the same call.
 */
export async function insertSchedules(
  trx: TransactionClientContract,
  schedules: NewSchedule[],
  author: Author,
  now: string
): Promise<(StoredSchedule | undefined)[]> {
  const own = NAMES.filter((name) => schedules.some((each) => each[name] !== schedules[0][name]))
  const inserted = await insertRows<Inserted>(trx, schedulesInOrder(trx, own), {
    ...commonValues(schedules[0], own),
    rows: JSON.stringify(schedules.map((schedule, place) => rowOf(schedule, own, place))),
    source: author.source,
    actor: author.actor,
    now,
  })
  /** Ids follow the order of the statement, which identifies rows without a key. */
  const keyless = inserted.filter((row) => row.idempotency_key === null).sort(byId)
  const byKey = new Map(inserted.map((row) => [row.idempotency_key, row]))
  return schedules.map((schedule) => {
    const { idempotency_key: key } = schedule
    const row = key === null ? keyless.shift() : byKey.get(key)
    byKey.delete(key)
    return row && storedAs(row.id, schedule, author, now)
  })
}

/** What all of the schedules have in common is given once. */
function commonValues(schedule: NewSchedule, own: Column[]): Bindings {
  const common = NAMES.filter((name) => !own.includes(name))
  return Object.fromEntries(common.map((name) => [name, schedule[name]]))
}

function rowOf(schedule: NewSchedule, own: Column[], place: number): Bindings {
  const row: Bindings = { place }
  for (const name of own) row[name] = schedule[name]
  return row
}

function byId(left: Inserted, right: Inserted): number {
  return left.id - right.id
}

/** The row that was written. To have all of it returned takes the driver longer than to write it. */
function storedAs(
  id: number,
  schedule: NewSchedule,
  { source, actor }: Author,
  now: string
): StoredSchedule {
  return {
    ...schedule,
    id,
    last_run_at: null,
    last_run_local: null,
    run_count: 0,
    enabled: true,
    disabled_reason: null,
    disabled_detail: null,
    disabled_at: null,
    disabled_by: null,
    source,
    created_by: actor,
    version: 1,
    created_at: now,
    updated_at: now,
  }
}

/** `own`: the columns that differ. Each column in JSON costs SQLite over a microsecond a row. */
const schedulesInOrder = (trx: TransactionClientContract, own: Column[]): Insertion => ({
  into: 'schedules',
  columns: `${NAMES.join(', ')}, run_count, enabled, source, created_by, version, created_at, updated_at`,
  rows: `
    SELECT ${NAMES.map((name) => (own.includes(name) ? name : dialectOf(trx).typed(name, COLUMNS[name]))).join(', ')},
      0, TRUE, :source, :actor, 1, :now, :now
    FROM ${rowsOf(trx, 'r', {
      place: 'integer',
      ...Object.fromEntries(own.map((name) => [name, COLUMNS[name]])),
    })}
    WHERE TRUE ORDER BY place`,
  onConflict: { key: 'idempotency_key' },
  returning: 'id, idempotency_key',
})
