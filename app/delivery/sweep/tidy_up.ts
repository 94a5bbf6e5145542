import { inject } from '@adonisjs/core'
import { EndExpiredPauses } from '#delivery/pauses/end_expired_pauses'
import { ReapLostMessages } from '#delivery/unknown/reap_lost_messages'
import { SettleUnknown } from '#delivery/unknown/settle_unknown'

/** What comes before sending, in every sweep and every few seconds of a worker, so that neither needs a scheduler beside it. */
@inject()
export class TidyUp {
  constructor(
    private readonly reap: ReapLostMessages,
    private readonly settleUnknown: SettleUnknown,
    private readonly endExpiredPauses: EndExpiredPauses
  ) {}

  /** Returns how many messages had lost their worker. */
  async run(): Promise<number> {
    const lost = await this.reap.run()
    await this.settleUnknown.run()
    await this.endExpiredPauses.run()
    return lost
  }
}
