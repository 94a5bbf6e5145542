import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { inboundMessageAsJson } from '#app/api/inbound_message_as_json'
import { keysetPage, pageAnswer } from '#app/api/keyset_page'
import { SmsSchedulerService } from '#services/sms_scheduler_service'
import { inboundMessageListValidator } from '#validators/inbound_messages'

/** What people replied, the newest first. */
@inject()
export default class InboundMessagesController {
  constructor(private readonly scheduler: SmsSchedulerService) {}

  async index({ request }: HttpContext) {
    const {
      phone_number: phoneNumber,
      unread,
      ...query
    } = await inboundMessageListValidator.validate(request.qs())
    const page = keysetPage(query)
    const rows = await this.scheduler.listInboundMessages({ phoneNumber, unread, ...page })
    return pageAnswer(rows, page, inboundMessageAsJson)
  }
}
