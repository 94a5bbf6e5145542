import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { inboundMessageAsJson } from '#app/api/inbound_message_as_json'
import { NoSuchRow, rowId } from '#app/api/row_id'
import { SmsSchedulerService } from '#services/sms_scheduler_service'

/** Somebody has read a reply; who did so first stays. */
@inject()
export default class InboundMessageReadsController {
  constructor(private readonly scheduler: SmsSchedulerService) {}

  async store(ctx: HttpContext) {
    const message = await this.scheduler.markInboundMessageRead({
      id: rowId(ctx.params.id, 'inbound message'),
      actor: actorOf(ctx),
    })
    if (!message) throw new NoSuchRow('inbound message')
    return inboundMessageAsJson(message)
  }
}
