import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { ReceiveWebhookRequest } from '#app/webhooks/receive_webhook_request'

/** Replies of people. */
@inject()
export default class InboundMessagesController {
  constructor(private readonly takeIn: ReceiveWebhookRequest) {}

  async store(ctx: HttpContext) {
    await this.takeIn.run('inbound_message', ctx)
  }
}
