import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { ReapLostMessages } from '#delivery/unknown/reap_lost_messages'
import { bindingsOf, ofThePerson, type Traces } from '#people/traces'
import { query } from '#storage/sql'

/** Most sends take a second; whoever waits for an answer of ours is not kept for a whole lease. */
const LONGEST_WAIT_MS = 5_000
const LOOK_AGAIN_MS = 200

/** Waits until no message of the person is in the middle of being sent: its outcome has to be written first. */
@inject()
export class WaitForSends {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly reaper: ReapLostMessages
  ) {}

  /** Answers null when nothing is being sent, else after how many seconds nothing will be: the lease is over then. */
  async run(traces: Traces, signal?: AbortSignal): Promise<number | null> {
    await this.reaper.run()
    const until = this.clock.nowMs() + LONGEST_WAIT_MS
    for (;;) {
      const leaseUntil = await this.#lastLease(traces)
      if (leaseUntil === null) return null
      const now = this.clock.nowMs()
      if (now >= until || signal?.aborted) return Math.max(1, Math.ceil((leaseUntil - now) / 1_000))
      await this.clock.sleepUntil(now + LOOK_AGAIN_MS, signal)
    }
  }

  async #lastLease(traces: Traces): Promise<number | null> {
    const client = this.db.connection()
    const [{ last }] = await query<{ last: number | null }>(
      client,
      `SELECT MAX(lease_until) AS last FROM sms_messages WHERE status = 'sending' AND ${ofThePerson(client)}`,
      bindingsOf(traces)
    )
    return last
  }
}
