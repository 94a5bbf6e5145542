import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { MessageQuestion } from '#app/pages/messages/message_question'
import { DeskService } from '#services/desk_service'

/** Cancels a message that has not left. */
@inject()
export default class MessageCancellationsController {
  constructor(
    private readonly desk: DeskService,
    private readonly question: MessageQuestion
  ) {}

  create(ctx: HttpContext) {
    return this.question.ask(ctx, 'cancel')
  }

  store(ctx: HttpContext) {
    return this.question.answer(ctx, 'cancel', async (request) => {
      const { moved } = await this.desk.cancel(request)
      return moved > 0 ? null : 'changed'
    })
  }
}
