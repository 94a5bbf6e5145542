import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { inboundMessageAsJson } from '#app/api/inbound_message_as_json'
import { keysetPage, pageAnswer } from '#app/api/keyset_page'
import { InboundService } from '#services/inbound_service'
import { inboundMessageListValidator } from '#validators/inbound_messages'

/** Replies, newest first. */
@inject()
export default class InboundMessagesController {
  constructor(private readonly inbound: InboundService) {}

  async index({ request }: HttpContext) {
    const {
      phone_number: phoneNumber,
      unread,
      ...query
    } = await inboundMessageListValidator.validate(request.qs())
    const page = keysetPage(query)
    const rows = await this.inbound.listMessages({ phoneNumber, unread, ...page })
    return pageAnswer(rows, page, inboundMessageAsJson)
  }
}
