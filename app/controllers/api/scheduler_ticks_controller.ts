import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { Clock } from '#app/clock'
import { FiringService } from '#services/firing_service'
import { TimetableService } from '#services/timetable_service'
import { tickValidator } from '#validators/scheduler'

/**
 * For an external cron instead of `scheduler:run`: due schedules, due jobs of the timetable, and
 * the work of each minute.
 */
@inject()
export default class SchedulerTicksController {
  constructor(
    private readonly firing: FiringService,
    private readonly timetable: TimetableService,
    private readonly clock: Clock
  ) {}

  async store({ request }: HttpContext) {
    const { limit } = await tickValidator.validate(request.body())
    const startedMs = this.clock.nowMs()
    const processed = await this.firing.processDue({ limit })
    const slots = await this.timetable.runDueSlots()
    await this.timetable.doMinutely()
    return { ...processed, slots, duration_ms: this.clock.nowMs() - startedMs }
  }
}
