import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { NoSuchSchedule, ScheduleConflict } from '#app/api/schedule_errors'
import { ensureMayChange } from '#app/api/own_schedules'
import { snakeKeys, withFieldErrors } from '#app/api/schedule_fields'
import { ScheduleService } from '#services/schedule_service'

/** Runs a schedule now, in addition to its times. */
@inject()
export default class ScheduleRunsController {
  constructor(private readonly schedules: ScheduleService) {}

  async store(ctx: HttpContext) {
    const { id } = ctx.params
    ensureMayChange(ctx, (await this.schedules.find(id)) ?? null)
    const result = await withFieldErrors(() =>
      this.schedules.runByHand({ id, actor: actorOf(ctx) })
    )
    if (result.outcome === 'not_found') throw new NoSuchSchedule(id)
    if (result.outcome !== 'fired') throw new ScheduleConflict(id, result.outcome)
    return ctx.response.status(201).send(snakeKeys(result.occurrence))
  }
}
