import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { ensureMoved } from '#app/api/desk_errors'
import { ShowToCaller } from '#app/api/show_to_caller'
import { DeskService } from '#services/desk_service'
import { messageResolutionValidator } from '#validators/messages'

/** Settles a message with an unknown outcome with what a person found out. */
@inject()
export default class MessageResolutionsController {
  constructor(
    private readonly desk: DeskService,
    private readonly shown: ShowToCaller
  ) {}

  async store(ctx: HttpContext) {
    const { id } = ctx.params
    const { as, reason } = await messageResolutionValidator.validate(ctx.request.body())
    const result = await this.desk.resolveUnknown({
      ids: [id],
      as,
      note: reason,
      actor: actorOf(ctx),
    })
    ensureMoved(id, result)
    return this.shown.message(ctx, id)
  }
}
