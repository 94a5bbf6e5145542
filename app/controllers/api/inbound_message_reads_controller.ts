import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { inboundMessageAsJson } from '#app/api/inbound_message_as_json'
import { NoSuchRow, rowId } from '#app/api/row_id'
import { AuditService } from '#services/audit_service'
import { InboundService } from '#services/inbound_service'

/** Marks a reply as read; the first reader stays recorded. */
@inject()
export default class InboundMessageReadsController {
  constructor(
    private readonly inbound: InboundService,
    private readonly audit: AuditService
  ) {}

  async store(ctx: HttpContext) {
    const id = rowId(ctx.params.id, 'inbound message')
    const actor = actorOf(ctx)
    const message = await this.inbound.markMessageRead({ id, actor })
    if (!message) throw new NoSuchRow('inbound message')
    const subject = `inbound_message:${id}`
    await this.audit.recordRead({ actor, what: 'inbound_messages', subject })
    return inboundMessageAsJson(ctx, message)
  }
}
