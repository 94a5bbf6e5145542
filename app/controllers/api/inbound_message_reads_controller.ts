import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { inboundMessageAsJson } from '#app/api/inbound_message_as_json'
import { NoSuchRow, rowId } from '#app/api/row_id'
import { InboundService } from '#services/inbound_service'

/** Marks a reply as read; the first reader stays recorded. */
@inject()
export default class InboundMessageReadsController {
  constructor(private readonly inbound: InboundService) {}

  async store(ctx: HttpContext) {
    const message = await this.inbound.markMessageRead({
      id: rowId(ctx.params.id, 'inbound message'),
      actor: actorOf(ctx),
    })
    if (!message) throw new NoSuchRow('inbound message')
    return inboundMessageAsJson(message)
  }
}
