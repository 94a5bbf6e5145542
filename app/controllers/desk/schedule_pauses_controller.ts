import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { noteOf } from '#app/pages/messages/message_question'
import { ScheduleQuestion } from '#app/pages/schedules/schedule_question'
import { refusalOf } from '#app/pages/schedules/refusal_of'
import { ScheduleService } from '#services/schedule_service'

/** Keeps a schedule from running until somebody resumes it. */
@inject()
export default class SchedulePausesController {
  constructor(
    private readonly schedules: ScheduleService,
    private readonly question: ScheduleQuestion
  ) {}

  create(ctx: HttpContext) {
    return this.question.ask(ctx, 'pause')
  }

  store(ctx: HttpContext) {
    return this.question.answer(ctx, 'pause', async ({ id, actor, expected }) => {
      const reason = noteOf(ctx)
      if (reason === undefined) return 'reason_missing'
      const { version } = expected
      return refusalOf(await this.schedules.pause({ id, actor, reason, version }))
    })
  }
}
