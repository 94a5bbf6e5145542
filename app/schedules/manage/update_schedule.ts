import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { SCHEDULE_COLUMNS, type StoredSchedule } from '#schedules/manage/stored_schedule'
import { updateRows } from '#storage/write_rows'

/** The columns that a person's change may set. */
export type ScheduleColumns = Partial<
  Pick<
    StoredSchedule,
    | 'name'
    | 'kind'
    | 'cron'
    | 'interval_ms'
    | 'run_at'
    | 'run_at_local'
    | 'timezone'
    | 'payload'
    | 'priority'
    | 'starts_at'
    | 'starts_at_local'
    | 'ends_at'
    | 'ends_at_local'
    | 'next_run_at'
    | 'next_run_local'
    | 'last_run_local'
    | 'zone_data'
    | 'max_runs'
    | 'missed_runs'
    | 'overlap'
    | 'disabled_reason'
    | 'disabled_detail'
    | 'disabled_at'
    | 'disabled_by'
  >
> & { enabled?: boolean }

/** Writes a change to a schedule that this transaction has locked. */
export async function updateSchedule(
  trx: TransactionClientContract,
  id: number,
  { enabled, ...columns }: ScheduleColumns,
  now: string
): Promise<StoredSchedule> {
  const assignments = Object.keys(columns).map((column) => `${column} = :${column}`)
  if (enabled !== undefined) assignments.push(`enabled = ${enabled ? 'TRUE' : 'FALSE'}`)
  const [row] = await updateRows<StoredSchedule>(
    trx,
    {
      table: 'schedules',
      set: `${assignments.join(', ')}, version = version + 1, updated_at = :now`,
      where: 'id = :id',
      returning: SCHEDULE_COLUMNS,
    },
    { ...columns, id, now }
  )
  return row
}
