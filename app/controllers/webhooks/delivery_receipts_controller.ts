import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { TakeInWebhook } from '#app/webhooks/take_in_webhook'

/** What the operator says became of a message. */
@inject()
export default class DeliveryReceiptsController {
  constructor(private readonly takeIn: TakeInWebhook) {}

  async store(ctx: HttpContext) {
    await this.takeIn.run('delivery_receipt', ctx)
  }
}
