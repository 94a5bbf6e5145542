import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { ScheduleQuestion } from '#app/pages/schedules/schedule_question'
import { refusalOf } from '#app/pages/schedules/refusal_of'
import { ScheduleService } from '#services/schedule_service'

/** Lets a schedule run again, from now on. */
@inject()
export default class ScheduleResumptionsController {
  constructor(
    private readonly schedules: ScheduleService,
    private readonly question: ScheduleQuestion
  ) {}

  create(ctx: HttpContext) {
    return this.question.ask(ctx, 'resume')
  }

  store(ctx: HttpContext) {
    return this.question.answer(ctx, 'resume', async ({ id, actor, expected }) => {
      const { version } = expected
      return refusalOf(await this.schedules.resume({ id, actor, version }))
    })
  }
}
