import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { MessageQuestion } from '#app/pages/messages/message_question'
import { DeskService } from '#services/desk_service'

/** Closes a failed message that will not be sent again, with a reason. */
@inject()
export default class MessageRejectionsController {
  constructor(
    private readonly desk: DeskService,
    private readonly question: MessageQuestion
  ) {}

  create(ctx: HttpContext) {
    return this.question.ask(ctx, 'reject')
  }

  store(ctx: HttpContext) {
    return this.question.answer(ctx, 'reject', async (request) => {
      if (request.note === undefined) return 'reason_missing'
      const { moved } = await this.desk.reject(request)
      return moved > 0 ? null : 'changed'
    })
  }
}
