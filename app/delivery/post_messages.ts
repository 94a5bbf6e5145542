import { inject } from '@adonisjs/core'
import { Clock } from '#app/clock'
import type { Lease, SendingMessage } from '#delivery/sending_message'
import type { AttemptResult } from '#delivery/decide_outcome'
import { RateLimit } from '#delivery/rate_limit'
import { SmsGateway } from '#gateways/sms_gateway'

/** Milliseconds of the lease that must be left after the longest possible POST, to write its outcome. */
const WRITE_MARGIN_MS = 5_000

export interface AttemptedMessage {
  message: SendingMessage
  result: AttemptResult
}

/** Makes the POSTs of a committed batch, each at its place under the rate limit, outside any transaction. */
@inject()
export class PostMessages {
  constructor(
    private readonly gateway: SmsGateway,
    private readonly rate: RateLimit,
    private readonly clock: Clock
  ) {}

  async run(
    messages: SendingMessage[],
    slots: number[],
    lease: Lease
  ): Promise<AttemptedMessage[]> {
    return Promise.all(
      messages.map(async (message, place) => {
        await this.rate.depart(slots[place])
        return { message, result: await this.#post(message, lease) }
      })
    )
  }

  /** A process that was stopped for a while wakes up here: it must not send what others already gave up as lost. */
  async #post(message: SendingMessage, lease: Lease): Promise<AttemptResult> {
    if (this.clock.nowMs() + this.gateway.timeoutMs + WRITE_MARGIN_MS > lease.until) {
      return { outcome: 'not_posted', reason: 'lease_too_short', durationMs: 0 }
    }
    return this.gateway.send({
      messageId: message.id,
      phoneNumber: message.phoneNumber,
      body: message.body,
      placeForResend: async () => {
        const [slot] = await this.rate.reserve(1)
        await this.rate.depart(slot)
      },
    })
  }
}
