import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Clock } from '#app/clock'
import type { Lease } from '#delivery/send/sending_message'
import { idList, query } from '#storage/sql'

/** The share of a lease that may pass before it is made longer. */
const RENEW_AFTER_SHARE = 0.4

/**
 * The hold of one worker on what it claimed and has not begun. It is made longer
 * while the worker is alive, so that a slow account does not lose its claims; a
 * worker that stood still too long finds it gone.
 */
export class ClaimLease implements Lease {
  #until: number

  /** `until`: epoch milliseconds, as it was claimed. */
  constructor(
    readonly token: string,
    readonly claimedBy: string,
    private readonly clock: Clock,
    private readonly leaseMs: number,
    until: number
  ) {
    this.#until = until
  }

  /** Epoch milliseconds. */
  get until(): number {
    return this.#until
  }

  /** The lease of the messages that are about to be sent: as long as a fresh one. */
  forSending(): Lease {
    const { token, claimedBy } = this
    return { token, claimedBy, until: this.clock.nowMs() + this.leaseMs }
  }

  /** Waits until that time; what is held by then is still ours unless another took it meanwhile. */
  async waitUntil(
    epochMs: number,
    held: () => number[],
    client: QueryClientContract,
    signal?: AbortSignal
  ): Promise<void> {
    while (this.clock.nowMs() < epochMs && !signal?.aborted) {
      const pauseMs = this.leaseMs * RENEW_AFTER_SHARE
      await this.clock.sleepUntil(Math.min(epochMs, this.clock.nowMs() + pauseMs), signal)
      await this.renew(held(), client)
    }
  }

  /** Nothing to do while most of it is left. */
  async renew(ids: number[], client: QueryClientContract): Promise<void> {
    const nowMs = this.clock.nowMs()
    if (this.#until - nowMs > this.leaseMs * (1 - RENEW_AFTER_SHARE) || ids.length === 0) return
    const until = nowMs + this.leaseMs
    await query(
      client,
      `UPDATE sms_messages SET lease_until = :until
       WHERE id IN (${idList(client)}) AND lease_token = :token AND status = 'pending' AND lease_until > :now_ms`,
      { ids: JSON.stringify(ids), token: this.token, until, now_ms: nowMs }
    )
    this.#until = until
  }
}
