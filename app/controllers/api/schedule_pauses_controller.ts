import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { changedSchedule } from '#app/api/schedule_errors'
import { snakeKeys, withFieldErrors } from '#app/api/schedule_fields'
import { ScheduleService } from '#services/schedule_service'
import { schedulePauseValidator } from '#validators/schedules'

/** Pauses and resumes a schedule. */
@inject()
export default class SchedulePausesController {
  constructor(private readonly schedules: ScheduleService) {}

  async store(ctx: HttpContext) {
    const { reason } = await ctx.request.validateUsing(schedulePauseValidator)
    const request = { id: ctx.params.id, reason, actor: actorOf(ctx) }
    return snakeKeys(changedSchedule(await this.schedules.pause(request)))
  }

  async destroy(ctx: HttpContext) {
    const request = { id: ctx.params.id, actor: actorOf(ctx) }
    return snakeKeys(changedSchedule(await withFieldErrors(() => this.schedules.resume(request))))
  }
}
