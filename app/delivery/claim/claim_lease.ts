import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Clock, Moment } from '#app/clock'
import type { Lease } from '#delivery/message_in_hand'
import { idList } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

/** The share of a lease that may pass before it is renewed. */
const RENEW_AFTER_SHARE = 0.4

/**
 * A worker's lease on claimed messages that it has not begun to send. The worker renews it
 * while it is alive, so a slow account does not lose its claims. A worker that stood still too
 * long finds the lease gone.
 */
export class ClaimLease {
  #since: Moment

  constructor(
    readonly token: string,
    readonly claimedBy: string,
    private readonly clock: Clock,
    private readonly leaseMs: number,
    claimedAt: Moment
  ) {
    this.#since = claimedAt
  }

  /** The lease of messages that are about to be sent: as long as a fresh one. */
  forSending(): Lease {
    const { token, claimedBy, clock, leaseMs } = this
    const since = clock.moment()
    return {
      token,
      claimedBy,
      until: clock.sharedMs() + leaseMs,
      leftMs: () => leaseMs - clock.passedMs(since),
    }
  }

  /** Milliseconds for which the lease holds at least, whatever the clocks do. */
  leftMs(): number {
    return this.leaseMs - this.clock.passedMs(this.#since)
  }

  /**
   * Waits until this `clock.elapsedMs`. The messages are still ours afterwards unless another
   * worker took them.
   */
  async waitUntil(
    elapsedMs: number,
    held: () => number[],
    client: QueryClientContract,
    signal?: AbortSignal
  ): Promise<void> {
    for (
      let left = elapsedMs - this.clock.elapsedMs();
      left > 0 && !signal?.aborted;
      left = elapsedMs - this.clock.elapsedMs()
    ) {
      await this.clock.sleep(Math.min(left, this.leaseMs * RENEW_AFTER_SHARE), signal)
      await this.renew(held(), client)
    }
  }

  /** Does nothing while most of the lease is left. */
  async renew(ids: number[], client: QueryClientContract): Promise<void> {
    const isFresh = this.clock.passedMs(this.#since) < this.leaseMs * RENEW_AFTER_SHARE
    if (isFresh || ids.length === 0) return
    const since = this.clock.moment()
    const nowMs = this.clock.sharedMs()
    await updateRows(
      client,
      {
        table: 'sms_messages',
        set: 'lease_until = :until',
        where: `id IN (${idList(client)}) AND lease_token = :token AND status = 'pending' AND lease_until > :now_ms`,
      },
      {
        ids: JSON.stringify(ids),
        token: this.token,
        until: nowMs + this.leaseMs,
        now_ms: nowMs,
      }
    )
    this.#since = since
  }
}
