import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { ensureMayChange } from '#app/api/own_schedules'
import { NoSuchDeadLetter } from '#app/api/schedule_errors'
import { ScheduleService } from '#services/schedule_service'

/** Retries a dead letter of a schedule. */
@inject()
export default class OccurrenceRetriesController {
  constructor(private readonly schedules: ScheduleService) {}

  async store(ctx: HttpContext) {
    const { id } = ctx.params
    ensureMayChange(ctx, await this.schedules.ofOccurrence(id))
    const request = { of: { ids: [id] }, actor: actorOf(ctx) }
    const requeued = await this.schedules.requeueOccurrences(request)
    if (requeued.length === 0) throw new NoSuchDeadLetter(id)
    return ctx.response.status(202).send({ id, status: 'pending' })
  }
}
