import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { TakeInWebhook } from '#app/webhooks/take_in_webhook'

/** What people answer. */
@inject()
export default class InboundMessagesController {
  constructor(private readonly takeIn: TakeInWebhook) {}

  async store(ctx: HttpContext) {
    await this.takeIn.run('inbound_message', ctx)
  }
}
