import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { ensureMoved } from '#app/api/desk_errors'
import { ShowToCaller } from '#app/api/show_to_caller'
import { DeskService } from '#services/desk_service'
import { messageCancellationValidator } from '#validators/messages'

/** Cancels a message that has not left. */
@inject()
export default class MessageCancellationsController {
  constructor(
    private readonly desk: DeskService,
    private readonly shown: ShowToCaller
  ) {}

  async store(ctx: HttpContext) {
    const { id } = ctx.params
    const { reason } = await messageCancellationValidator.validate(ctx.request.body())
    const result = await this.desk.cancel({
      ids: [id],
      note: reason,
      actor: actorOf(ctx),
    })
    ensureMoved(id, result)
    return this.shown.message(ctx, id)
  }
}
