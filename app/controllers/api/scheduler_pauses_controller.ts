import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { pauseAsJson } from '#app/api/pause_as_json'
import { pauseTarget } from '#delivery/pauses/pause_target'
import { SmsSchedulerService } from '#services/sms_scheduler_service'
import { pauseValidator } from '#validators/scheduler'

/** Stops sending: of everything, a facility, or a message type. */
@inject()
export default class SchedulerPausesController {
  constructor(private readonly scheduler: SmsSchedulerService) {}

  async store(ctx: HttpContext) {
    const { facility, type, reason, until } = await pauseValidator.validate(ctx.request.body())
    const { pause, changed } = await this.scheduler.pauseSending({
      ...pauseTarget({ facility, type }),
      actor: actorOf(ctx),
      reason,
      until,
    })
    return { ...pauseAsJson(pause), changed }
  }
}
