import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { ReapLostMessages } from '#delivery/unknown/reap_lost_messages'
import { bindingsOf, ofThePerson, type Traces } from './traces.js'
import { farthestMs } from '#storage/lease_is_over'
import { query } from '#storage/sql'

/** Most sends take a second; a caller is not kept waiting for a whole lease. */
const LONGEST_WAIT_MS = 5_000
const LOOK_AGAIN_MS = 200

/** Waits until no message of the person is being sent: its outcome must be recorded first. */
@inject()
export class WaitForSends {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly reaper: ReapLostMessages
  ) {}

  /** Returns null if nothing is being sent, otherwise the seconds until the last lease ends. */
  async run(traces: Traces, signal?: AbortSignal): Promise<number | null> {
    await this.reaper.run()
    const began = this.clock.moment()
    for (;;) {
      const leaseUntil = await this.#lastLease(traces)
      if (leaseUntil === null) return null
      if (this.clock.passedMs(began) >= LONGEST_WAIT_MS || signal?.aborted)
        return this.#secondsTo(leaseUntil)
      await this.clock.sleep(LOOK_AGAIN_MS, signal)
    }
  }

  #secondsTo(leaseUntil: number): number {
    const nowMs = this.clock.sharedMs()
    const farthest = farthestMs(nowMs, this.config.processing.leaseSeconds * 1000)
    return Math.max(1, Math.ceil((Math.min(leaseUntil, farthest) - nowMs) / 1_000))
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
