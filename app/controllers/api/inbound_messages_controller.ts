import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { inboundMessageAsJson } from '#app/api/inbound_message_as_json'
import { keysetPage, pageAnswer } from '#app/api/keyset_page'
import { readOfPage } from '#app/api/read_of_page'
import { AuditService } from '#services/audit_service'
import { InboundService } from '#services/inbound_service'
import { inboundMessageListValidator } from '#validators/inbound_messages'

/** Replies, newest first. */
@inject()
export default class InboundMessagesController {
  constructor(
    private readonly inbound: InboundService,
    private readonly audit: AuditService
  ) {}

  async index(ctx: HttpContext) {
    const {
      phone_number: phoneNumber,
      unread,
      ...query
    } = await inboundMessageListValidator.validate(ctx.request.qs())
    const page = keysetPage(query)
    const rows = await this.inbound.listMessages({ phoneNumber, unread, ...page })
    const answer = pageAnswer(rows, page, (message) => inboundMessageAsJson(ctx, message))
    await this.audit.recordRead({ ...readOfPage(ctx, answer), what: 'inbound_messages' })
    return answer
  }
}
