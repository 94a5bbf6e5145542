import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { whyNotMoved, whyNotRetried } from '#app/api/desk_errors'
import { NoSuchRow } from '#app/api/row_id'
import { ShowToCaller } from '#app/api/show_to_caller'
import { REQUEUEABLE_STATUSES } from '#desk/requeue_request'
import { DeskService } from '#services/desk_service'
import { messageRetryValidator } from '#validators/messages'

/** Sends a failed message again: the same row, one more attempt. */
@inject()
export default class MessageRetriesController {
  constructor(
    private readonly desk: DeskService,
    private readonly shown: ShowToCaller
  ) {}

  async store(ctx: HttpContext) {
    const { id } = ctx.params
    const { force, may_arrive_twice: twice } = await messageRetryValidator.validate(
      ctx.request.body()
    )
    const { requeued, refused, unmatched } = await this.desk.requeue({
      ids: [id],
      /** Naming the states is how an unknown outcome is asked for as such. */
      statuses: twice ? REQUEUEABLE_STATUSES : undefined,
      force,
      actor: actorOf(ctx),
    })
    if (unmatched[0]?.status === null) throw new NoSuchRow('message')
    if (unmatched[0]) throw whyNotMoved(unmatched[0])
    if (requeued === 0) throw whyNotRetried(id, refused)
    ctx.response.status(202)
    return this.shown.message(ctx, id)
  }
}
