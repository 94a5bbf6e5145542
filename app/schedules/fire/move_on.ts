import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { whyOver } from '#schedules/fire/advance_schedule'
import type { PlannedFiring } from '#schedules/fire/plan_firing'
import { nextRunColumns } from '#schedules/next_run_columns'
import type { Update } from '#storage/dialects/dialect'
import { toSqlInstant } from '#storage/instants'
import { rowsOf } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

/**
 * Sets fired schedules to their next time, or disables those without one. This transaction has
 * locked them. `fired`: the schedules whose occurrence is new.
 */
export async function moveOn(
  trx: TransactionClientContract,
  firings: PlannedFiring[],
  fired: { has(scheduleId: number): boolean },
  now: string
): Promise<void> {
  if (firings.length === 0) return
  await updateRows(trx, movesOf(trx), {
    rows: JSON.stringify(firings.map((firing) => rowOf(firing, fired.has(firing.row.id), now))),
    now,
  })
}

/** A skipped occurrence, or one that had fired before, does not count as a run. */
function rowOf({ row, advance, status }: PlannedFiring, isNew: boolean, now: string) {
  const counts = isNew && status !== 'skipped'
  const runCount = row.run_count + (counts ? 1 : 0)
  const over = whyOver(row, runCount, advance.nextRunAt)
  const next = over ? { next_run_at: null } : nextRunColumns(row, advance.nextRunAt!)
  return {
    schedule_id: row.id,
    run_count: runCount,
    last_run_at: counts ? toSqlInstant(advance.occurrenceAt) : row.last_run_at,
    last_run_local: counts ? advance.occurrenceLocal : row.last_run_local,
    ...next,
    why_over: over,
    disabled_at: over ? now : null,
    disabled_by: over ? 'scheduler' : null,
  }
}

const movesOf = (trx: TransactionClientContract): Update => ({
  table: 'schedules',
  as: 's',
  set: `run_count = r.run_count, last_run_at = r.last_run_at, last_run_local = r.last_run_local,
    next_run_at = r.next_run_at, next_run_local = r.next_run_local, zone_data = r.zone_data,
    enabled = (r.why_over IS NULL), disabled_reason = r.why_over, disabled_at = r.disabled_at,
    disabled_by = r.disabled_by, updated_at = :now`,
  from: rowsOf(trx, 'r', {
    schedule_id: 'integer',
    run_count: 'integer',
    last_run_at: 'instant',
    last_run_local: 'text',
    next_run_at: 'instant',
    next_run_local: 'text',
    zone_data: 'text',
    why_over: 'text',
    disabled_at: 'instant',
    disabled_by: 'text',
  }),
  on: 's.id = r.schedule_id',
})
