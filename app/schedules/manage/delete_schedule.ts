import { inject } from '@adonisjs/core'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { cancelWaiting } from '#schedules/manage/cancel_waiting'
import { ChangeSchedule, type ChangeResult, type Decision } from '#schedules/manage/change_schedule'
import { droppedRun } from '#schedules/manage/dropped_run'
import type { StoredSchedule } from '#schedules/manage/stored_schedule'

/**
 * Ends a schedule for good. Occurrences that have not begun are cancelled; running ones finish
 * normally. Its row, history and idempotency key stay until retention deletes them.
 */
@inject()
export class DeleteSchedule {
  constructor(private readonly schedules: ChangeSchedule) {}

  async run({ id, actor }: { id: number; actor: string }): Promise<ChangeResult> {
    return this.schedules.run(id, actor, (row, trx, now) => decide(row, trx, { actor, now }))
  }
}

async function decide(
  row: StoredSchedule,
  trx: TransactionClientContract,
  { actor, now }: { actor: string; now: string }
): Promise<Decision> {
  if (row.disabled_reason === 'deleted') return 'unchanged'
  const cancelled = await cancelWaiting(trx, row.id, now)
  return {
    set: {
      enabled: false,
      next_run_at: null,
      next_run_local: null,
      zone_data: null,
      disabled_reason: 'deleted',
      disabled_detail: null,
      disabled_at: now,
      disabled_by: actor,
    },
    action: 'schedule_deleted',
    detail: { dropped: droppedRun(row, now), cancelled },
  }
}
