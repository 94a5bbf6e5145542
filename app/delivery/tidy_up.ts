import { inject } from '@adonisjs/core'
import { ReapLostMessages } from '#delivery/reap_lost_messages'

/** What comes before sending, in every sweep and every few seconds of a worker, so that neither needs a scheduler beside it. */
@inject()
export class TidyUp {
  constructor(private readonly reap: ReapLostMessages) {}

  async run(): Promise<void> {
    await this.reap.run()
  }
}
