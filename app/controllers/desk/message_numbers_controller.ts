import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { MessageScreen } from '#app/pages/messages/message_screen'

/** Shows the whole number of a message, once: the answer is never stored, and who asked is recorded. */
@inject()
export default class MessageNumbersController {
  constructor(private readonly screen: MessageScreen) {}

  store(ctx: HttpContext) {
    return this.screen.show(ctx, { revealed: true })
  }
}
