import { inject } from '@adonisjs/core'
import { Clock } from '#app/clock'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { checkSchedule } from '#schedules/manage/check_schedule'
import { InvalidSchedule } from '#schedules/manage/invalid_schedule'
import { plannedSchedule, type PlannedSchedule } from '#schedules/manage/planned_schedule'
import type { ScheduleRequest } from '#schedules/manage/schedule_request'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { toSqlInstant } from '#storage/instants'

/** The columns of a schedule that has never run, besides those of its request. */
const NEW = {
  id: 0,
  last_run_at: null,
  last_run_local: null,
  run_count: 0,
  enabled: true,
  disabled_reason: null,
  disabled_detail: null,
  disabled_at: null,
  disabled_by: null,
  source: '',
  created_by: '',
  version: 1,
}

/** The schedule that a request would create, with its next runs. Creates nothing. */
@inject()
export class PreviewSchedule {
  constructor(
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly handlers: JobHandlers
  ) {}

  /** @throws InvalidSchedule with everything that is wrong with the request */
  async run(request: ScheduleRequest): Promise<PlannedSchedule> {
    const now = this.clock.now()
    const check = checkSchedule(request, this.handlers, { now, timezone: this.config.timezone })
    if (!check.usable) throw new InvalidSchedule(check.faults)
    const at = toSqlInstant(now)
    return plannedSchedule({ ...NEW, ...check.schedule, created_at: at, updated_at: at }, now)
  }
}
