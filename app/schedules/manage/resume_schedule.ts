import { inject } from '@adonisjs/core'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import {
  CHANGED_MEANWHILE,
  ChangeSchedule,
  isOtherVersion,
  type ChangeResult,
  type Decision,
} from '#schedules/manage/change_schedule'
import { checkJob } from '#schedules/manage/check_job'
import { checkCron } from '#schedules/manage/check_kind'
import { checkTimezone } from '#schedules/manage/check_timezone'
import { InvalidSchedule } from '#schedules/manage/invalid_schedule'
import { lastRunOf } from '#schedules/manage/last_occurrence'
import { nextFromNow } from '#schedules/manage/next_from_now'
import type { ScheduleFault } from '#schedules/manage/schedule_request'
import type { StoredSchedule } from '#schedules/manage/stored_schedule'
import { nextRunColumns } from '#schedules/next_run_columns'
import { timesByOurZoneData } from '#schedules/replan'

/**
 * Resumes a schedule from now on: one that was paused, was faulty, or got new times after it was
 * over.
 */
@inject()
export class ResumeSchedule {
  constructor(
    private readonly schedules: ChangeSchedule,
    private readonly clock: Clock,
    private readonly handlers: JobHandlers
  ) {}

  /**
   * `version`: that was read; missing for any.
   * @throws InvalidSchedule if its job or cron expression is no longer valid
   */
  async run(request: { id: number; actor: string; version?: number }): Promise<ChangeResult> {
    const { id, actor, version } = request
    return this.schedules.run(id, actor, (row, trx) =>
      isOtherVersion(row, version) ? CHANGED_MEANWHILE : this.#decide(row, trx)
    )
  }

  async #decide(row: StoredSchedule, trx: TransactionClientContract): Promise<Decision> {
    if (row.disabled_reason === 'deleted') return 'not_found'
    if (row.enabled) return 'unchanged'
    if (row.max_runs !== null && row.run_count >= row.max_runs)
      return { refuse: 'max_runs_reached' }

    this.#ensureUsable(row)
    const now = this.clock.now()
    /** While it did not run, nobody planned it again. */
    const times = timesByOurZoneData(row)
    const timing = { ...row, ...times }
    const next = nextFromNow(timing, { now, ...(await lastRunOf(trx, row)) })
    if (!next || (row.kind === 'once' && next < now)) return { refuse: 'no_run_left' }
    return {
      set: {
        enabled: true,
        ...times,
        ...nextRunColumns(timing, next),
        disabled_reason: null,
        disabled_detail: null,
        disabled_at: null,
        disabled_by: null,
      },
      action: 'schedule_resumed',
      detail: { was: row.disabled_reason },
    }
  }

  #ensureUsable(row: StoredSchedule): void {
    const faults: ScheduleFault[] = []
    checkJob({ appName: row.app_name, payload: JSON.parse(row.payload) }, this.handlers, faults)
    const timezone = checkTimezone(row.timezone, faults)
    if (row.cron !== null) checkCron(row.cron, timezone, this.clock.now(), faults)
    if (faults.length > 0) throw new InvalidSchedule(faults)
  }
}
