import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { changedSchedule } from '#app/api/schedule_errors'
import { ensureMayChange } from '#app/api/own_schedules'
import { scheduleAsJson } from '#app/api/schedule_as_json'
import { withFieldErrors } from '#app/api/schedule_fields'
import { ScheduleService } from '#services/schedule_service'
import { schedulePauseValidator } from '#validators/schedules'

/** Pauses and resumes a schedule. */
@inject()
export default class SchedulePausesController {
  constructor(private readonly schedules: ScheduleService) {}

  async store(ctx: HttpContext) {
    const { reason } = await schedulePauseValidator.validate(ctx.request.body())
    const request = { id: ctx.params.id, reason, actor: actorOf(ctx) }
    ensureMayChange(ctx, (await this.schedules.find(request.id)) ?? null)
    return scheduleAsJson(ctx, changedSchedule(await this.schedules.pause(request)))
  }

  async destroy(ctx: HttpContext) {
    const request = { id: ctx.params.id, actor: actorOf(ctx) }
    ensureMayChange(ctx, (await this.schedules.find(request.id)) ?? null)
    return scheduleAsJson(
      ctx,
      changedSchedule(await withFieldErrors(() => this.schedules.resume(request)))
    )
  }
}
