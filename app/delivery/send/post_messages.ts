import { inject } from '@adonisjs/core'
import { Clock } from '#app/clock'
import type { FirstFault } from '#promises/first_fault'
import type { AttemptResult, NotPosted } from '#delivery/send/decide_outcome'
import type { SendingAccount } from '#delivery/accounts/sending_accounts'
import type { Lease, SendingMessage } from '#delivery/message_in_hand'
import { fromSqlInstant } from '#storage/instants'
import { sqliteFiles } from '#storage/sqlite_file'

/**
 * Milliseconds of the lease that must remain after the longest possible POST, to record its
 * outcome.
 */
const WRITE_MARGIN_MS = 5_000

export interface AttemptedMessage {
  message: SendingMessage
  result: AttemptResult
}

/**
 * Makes the POSTs of a committed batch, each at its place under the rate limit, outside any
 * transaction.
 */
@inject()
export class PostMessages {
  constructor(private readonly clock: Clock) {}

  /** Returns a result for each message, whatever fails; the failures are kept in `faults`. */
  async run(
    messages: SendingMessage[],
    slots: number[],
    lease: Lease,
    account: SendingAccount,
    faults: FirstFault
  ): Promise<AttemptedMessage[]> {
    return Promise.all(
      messages.map(async (message, place) => {
        const hasPlace = await departed(account, slots[place], message, faults)
        const result = hasPlace
          ? await this.#post(message, lease, account, faults)
          : notPosted('no_place')
        return { message, result }
      })
    )
  }

  async #post(
    message: SendingMessage,
    lease: Lease,
    account: SendingAccount,
    faults: FirstFault
  ): Promise<AttemptResult> {
    const { door } = account
    const reason = this.#reasonNotTo(message, lease, door.timeoutMs)
    if (reason) return notPosted(reason)

    const startedAt = performance.now()
    try {
      return await door.send({
        messageId: message.id,
        phoneNumber: message.phoneNumber,
        body: message.body,
        placeForResend: () => departed(account, undefined, message, faults),
      })
    } catch (error) {
      /** No gateway may throw. If one does, how far it got is not known. */
      faults.add(error)
      const durationMs = performance.now() - startedAt
      return { outcome: 'ambiguous', reason: 'gateway_fault', durationMs }
    }
  }

  /**
   * A process that was suspended resumes here. It must not send messages that others have given up
   * as lost, or that have become too late.
   */
  #reasonNotTo(
    { leaveBefore }: SendingMessage,
    lease: Lease,
    timeoutMs: number
  ): NotPosted['reason'] | undefined {
    if (sqliteFiles.isReplaced) return 'database_replaced'
    if (timeoutMs + WRITE_MARGIN_MS > lease.leftMs()) return 'lease_too_short'
    if (leaveBefore && this.clock.nowMs() >= fromSqlInstant(leaveBefore).toMillis())
      return 'too_late'
    return undefined
  }
}

function notPosted(reason: NotPosted['reason']): NotPosted {
  return { outcome: 'not_posted', reason, durationMs: 0 }
}

/**
 * Waits for the given place or another one. Returns false if none was available: places are kept in
 * the database.
 */
async function departed(
  { rate }: SendingAccount,
  place: number | undefined,
  { segments }: SendingMessage,
  faults: FirstFault
): Promise<boolean> {
  try {
    const [slot] = place === undefined ? await rate.reserve([segments]) : [place]
    await rate.depart(slot, segments)
    return true
  } catch (error) {
    faults.add(error)
    return false
  }
}
