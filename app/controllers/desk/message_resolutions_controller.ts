import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { RESOLUTIONS } from '#app/pages/messages/ask_page'
import { MessageQuestion } from '#app/pages/messages/message_question'
import { DeskService } from '#services/desk_service'

/** Settles a message that may have left with what a person found out. */
@inject()
export default class MessageResolutionsController {
  constructor(
    private readonly desk: DeskService,
    private readonly question: MessageQuestion
  ) {}

  create(ctx: HttpContext) {
    return this.question.ask(ctx, 'resolve')
  }

  store(ctx: HttpContext) {
    return this.question.answer(ctx, 'resolve', async (request) => {
      const as = RESOLUTIONS.find((name) => name === ctx.request.input('as'))
      if (!as) return 'as_missing'
      const { moved } = await this.desk.resolveUnknown({ ...request, as })
      return moved > 0 ? null : 'changed'
    })
  }
}
