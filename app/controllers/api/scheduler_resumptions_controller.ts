import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { pauseAsJson } from '#app/api/pause_as_json'
import { pauseTarget } from '#delivery/pauses/pause_target'
import { SmsSchedulerService } from '#services/sms_scheduler_service'
import { resumeValidator } from '#validators/scheduler'

/**
 * Resumes sending: of everything including stopped accounts, of a facility, or of a message type.
 */
@inject()
export default class SchedulerResumptionsController {
  constructor(private readonly scheduler: SmsSchedulerService) {}

  async store(ctx: HttpContext) {
    const { facility, type, reason } = await resumeValidator.validate(ctx.request.body())
    const result = await this.scheduler.resumeSending({
      ...pauseTarget({ facility, type }),
      actor: actorOf(ctx),
      reason,
    })
    return {
      resumed: result.resumed,
      pause: result.pause && pauseAsJson(result.pause),
      due_again: result.dueAgain,
      accounts: result.accounts,
      review: result.review && pauseAsJson(result.review),
    }
  }
}
