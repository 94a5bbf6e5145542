import { inject } from '@adonisjs/core'
import {
  CHANGED_MEANWHILE,
  ChangeSchedule,
  isOtherVersion,
  type ChangeResult,
  type Decision,
} from '#schedules/manage/change_schedule'
import { droppedRun } from '#schedules/manage/dropped_run'
import type { StoredSchedule } from '#schedules/manage/stored_schedule'

export interface PauseScheduleRequest {
  id: number
  /** Why, for colleagues. */
  reason?: string
  /** `cli:name`, `user:id`, `token:id`. */
  actor: string
  /** That was read; missing for any. */
  version?: number
}

/** Keeps a schedule from running until it is resumed. Runs that fall into the pause are skipped. */
@inject()
export class PauseSchedule {
  constructor(private readonly schedules: ChangeSchedule) {}

  async run({ id, reason, actor, version }: PauseScheduleRequest): Promise<ChangeResult> {
    return this.schedules.run(id, actor, (row, _, now) =>
      isOtherVersion(row, version) ? CHANGED_MEANWHILE : decide(row, { reason, actor, now })
    )
  }
}

function decide(
  row: StoredSchedule,
  { reason, actor, now }: { reason?: string; actor: string; now: string }
): Decision {
  if (row.disabled_reason === 'deleted') return 'not_found'
  if (row.disabled_reason === 'paused') return 'unchanged'
  if (!row.enabled) return { refuse: 'not_running' }
  return {
    set: {
      enabled: false,
      next_run_at: null,
      next_run_local: null,
      disabled_reason: 'paused',
      disabled_detail: reason ?? null,
      disabled_at: now,
      disabled_by: actor,
    },
    action: 'schedule_paused',
    detail: { reason, dropped: droppedRun(row, now) },
  }
}
