import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { Clock } from '#app/clock'
import { ScheduleService } from '#services/schedule_service'
import { SmsSchedulerService } from '#services/sms_scheduler_service'
import { tickValidator } from '#validators/schedules'

/** For an external cron in place of `scheduler:run`: schedules and jobs of the timetable that are due, and what is done each minute. */
@inject()
export default class SchedulerTicksController {
  constructor(
    private readonly schedules: ScheduleService,
    private readonly scheduler: SmsSchedulerService,
    private readonly clock: Clock
  ) {}

  async store({ request }: HttpContext) {
    const { limit } = await request.validateUsing(tickValidator)
    const startedMs = this.clock.nowMs()
    const processed = await this.schedules.processDue({ limit })
    const slots = await this.scheduler.runDueSlots()
    await this.scheduler.doMinutely()
    return { ...processed, slots, duration_ms: this.clock.nowMs() - startedMs }
  }
}
