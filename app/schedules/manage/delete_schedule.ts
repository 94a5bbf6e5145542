import { inject } from '@adonisjs/core'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { cancelWaiting } from '#schedules/manage/cancel_waiting'
import {
  CHANGED_MEANWHILE,
  ChangeSchedule,
  isOtherVersion,
  type ChangeResult,
  type Decision,
} from '#schedules/manage/change_schedule'
import { droppedRun } from '#schedules/manage/dropped_run'
import type { StoredSchedule } from '#schedules/manage/stored_schedule'

export interface DeleteScheduleRequest {
  id: number
  /** `cli:name`, `user:id`, `token:id`. */
  actor: string
  /** Why, for colleagues. */
  reason?: string
  /** That was read; missing for any. */
  version?: number
}

/**
 * Ends a schedule for good. Occurrences that have not begun are cancelled; running ones finish
 * normally. Its row, history and idempotency key stay until retention deletes them.
 */
@inject()
export class DeleteSchedule {
  constructor(private readonly schedules: ChangeSchedule) {}

  async run({ id, version, ...by }: DeleteScheduleRequest): Promise<ChangeResult> {
    return this.schedules.run(id, by.actor, (row, trx, now) =>
      isOtherVersion(row, version) ? CHANGED_MEANWHILE : decide(row, trx, { ...by, now })
    )
  }
}

async function decide(
  row: StoredSchedule,
  trx: TransactionClientContract,
  { actor, reason, now }: { actor: string; reason?: string; now: string }
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
      disabled_detail: reason ?? null,
      disabled_at: now,
      disabled_by: actor,
    },
    action: 'schedule_deleted',
    detail: { reason, dropped: droppedRun(row, now), cancelled },
  }
}
