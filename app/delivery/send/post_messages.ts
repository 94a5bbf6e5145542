import { inject } from '@adonisjs/core'
import { Clock } from '#app/clock'
import type { AttemptResult, NotPosted } from '#delivery/send/decide_outcome'
import type { SendingAccount } from '#delivery/accounts/sending_accounts'
import type { Lease, SendingMessage } from '#delivery/send/sending_message'
import { fromSqlInstant } from '#storage/instants'

/** Milliseconds of the lease that must be left after the longest possible POST, to write its outcome. */
const WRITE_MARGIN_MS = 5_000

export interface AttemptedMessage {
  message: SendingMessage
  result: AttemptResult
}

/** Makes the POSTs of a committed batch, each at its place under the rate limit, outside any transaction. */
@inject()
export class PostMessages {
  constructor(private readonly clock: Clock) {}

  async run(
    messages: SendingMessage[],
    slots: number[],
    lease: Lease,
    account: SendingAccount
  ): Promise<AttemptedMessage[]> {
    return Promise.all(
      messages.map(async (message, place) => {
        await account.rate.depart(slots[place], message.segments)
        return { message, result: await this.#post(message, lease, account) }
      })
    )
  }

  async #post(
    message: SendingMessage,
    lease: Lease,
    { door, rate }: SendingAccount
  ): Promise<AttemptResult> {
    const reason = this.#reasonNotTo(message, lease, door.timeoutMs)
    if (reason) return { outcome: 'not_posted', reason, durationMs: 0 }

    return door.send({
      messageId: message.id,
      phoneNumber: message.phoneNumber,
      body: message.body,
      placeForResend: async () => {
        const [slot] = await rate.reserve([message.segments])
        await rate.depart(slot, message.segments)
      },
    })
  }

  /**
   * A process that was stopped for a while wakes up here: it must not send what
   * others already gave up as lost, nor what has become too late meanwhile.
   */
  #reasonNotTo(
    { leaveBefore }: SendingMessage,
    lease: Lease,
    timeoutMs: number
  ): NotPosted['reason'] | undefined {
    const nowMs = this.clock.nowMs()
    if (nowMs + timeoutMs + WRITE_MARGIN_MS > lease.until) return 'lease_too_short'
    if (leaveBefore && nowMs >= fromSqlInstant(leaveBefore).toMillis()) return 'too_late'
    return undefined
  }
}
