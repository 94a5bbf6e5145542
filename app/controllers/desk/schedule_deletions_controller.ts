import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { noteOf } from '#app/pages/messages/message_question'
import { refusalOf } from '#app/pages/schedules/refusal_of'
import { ScheduleQuestion } from '#app/pages/schedules/schedule_question'
import { ScheduleService } from '#services/schedule_service'

/** Ends a schedule for good. */
@inject()
export default class ScheduleDeletionsController {
  constructor(
    private readonly schedules: ScheduleService,
    private readonly question: ScheduleQuestion
  ) {}

  create(ctx: HttpContext) {
    return this.question.ask(ctx, 'delete')
  }

  store(ctx: HttpContext) {
    return this.question.answer(ctx, 'delete', async ({ id, actor, expected }) => {
      const reason = noteOf(ctx)
      if (reason === undefined) return 'reason_missing'
      const { version } = expected
      return refusalOf(await this.schedules.delete({ id, actor, reason, version }))
    })
  }
}
