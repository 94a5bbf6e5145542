import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { ScheduleQuestion } from '#app/pages/schedules/schedule_question'
import { ScheduleService } from '#services/schedule_service'

/** Runs a schedule once more now, in addition to its times. */
@inject()
export default class ScheduleRunsController {
  constructor(
    private readonly schedules: ScheduleService,
    private readonly question: ScheduleQuestion
  ) {}

  create(ctx: HttpContext) {
    return this.question.ask(ctx, 'run')
  }

  store(ctx: HttpContext) {
    return this.question.answer(ctx, 'run', async (request) => {
      const { outcome } = await this.schedules.runByHand(request)
      return outcome === 'fired' ? null : outcome
    })
  }
}
