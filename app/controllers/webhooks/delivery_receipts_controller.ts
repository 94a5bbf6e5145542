import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { ReceiveWebhookRequest } from '#app/webhooks/receive_webhook_request'

/** The operator's reports about messages. */
@inject()
export default class DeliveryReceiptsController {
  constructor(private readonly takeIn: ReceiveWebhookRequest) {}

  async store(ctx: HttpContext) {
    await this.takeIn.run('delivery_receipt', ctx)
  }
}
