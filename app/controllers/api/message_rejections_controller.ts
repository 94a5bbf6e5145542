import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { ensureMoved } from '#app/api/desk_errors'
import { ShowToCaller } from '#app/api/show_to_caller'
import { DeskService } from '#services/desk_service'
import { messageRejectionValidator } from '#validators/messages'

/** Closes a failed message that will not be sent again, with the reason. */
@inject()
export default class MessageRejectionsController {
  constructor(
    private readonly desk: DeskService,
    private readonly shown: ShowToCaller
  ) {}

  async store(ctx: HttpContext) {
    const { id } = ctx.params
    const { reason } = await messageRejectionValidator.validate(ctx.request.body())
    const result = await this.desk.reject({
      ids: [id],
      note: reason,
      actor: actorOf(ctx),
    })
    ensureMoved(id, result)
    return this.shown.message(ctx, id)
  }
}
