import { inject } from '@adonisjs/core'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { ClaimBatch } from '#delivery/claim/claim_batch'
import { DueMessages } from '#delivery/claim/due_messages'
import { ReasonToHold } from '#delivery/sweep/reason_to_hold'
import type { SendingAccount } from '#delivery/accounts/sending_accounts'
import type { SweepEnd, SweepRun } from '#delivery/sweep/sweep_control'
import { WorkThroughBatch } from './work_through_batch.js'

/**
 * Seconds of sending that a lane claims at once. Short, so that at the end of the queue no lane is
 * left alone with many messages: one lane cannot use the whole limit. Well within a lease.
 */
const CLAIM_SECONDS = 4

/** The share of the interval between two probes within which a probe is made. */
const PROBE_SHARE_OF_INTERVAL = 0.5

/**
 * Sends the due messages of one account in several lanes, until none is left or the account may not
 * send.
 */
@inject()
export class SweepAccount {
  constructor(
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly due: DueMessages,
    private readonly claim: ClaimBatch,
    private readonly batch: WorkThroughBatch,
    private readonly hold: ReasonToHold
  ) {}

  async run(account: SendingAccount, run: SweepRun): Promise<SweepEnd> {
    const held = await this.hold.now()
    if (held) return held

    const permission = await account.state.permission()
    if (permission.kind === 'no') return { outcome: 'paused', pauseReason: permission.reason }

    const filter = { type: run.type, route: account.route }
    if (!(await this.due.anyClaimable(filter))) {
      return { outcome: (await this.due.anyHeld(filter)) ? 'held_by_another' : 'done' }
    }
    const readiness = await account.door.prepare()
    if (!readiness.ready) {
      await account.react.run([readiness.result])
      return { outcome: 'paused', pauseReason: readiness.result.reason }
    }
    return permission.kind === 'probe' ? this.#probe(account, run) : this.#runLanes(account, run)
  }

  /**
   * Sends one message to find out whether the operator is back; the next sweep uses the result. A
   * message that is closed without an attempt (because it has expired, say) finds out nothing, so
   * the next one is tried: otherwise a thousand of them would keep the circuit open for a thousand
   * intervals.
   */
  async #probe(account: SendingAccount, run: SweepRun): Promise<SweepEnd> {
    const filter = { type: run.type, route: account.route }
    const endsAt = Math.min(run.endsAt, this.clock.elapsedMs() + this.#longestProbeMs)
    while (run.budget.left > 0 && !run.signal?.aborted) {
      run.budget.left -= 1
      const claimed = await this.claim.run(1, filter)
      if (claimed.ids.length === 0) break
      const mayGoOn = async () => !run.signal?.aborted
      const { attempted, settled } = await this.batch.run(claimed, account, run, mayGoOn)
      if (attempted > 0 || settled === 0 || this.clock.elapsedMs() >= endsAt) break
    }
    return { outcome: 'done' }
  }

  /** Well before another worker may take the next probe. */
  get #longestProbeMs(): number {
    return this.config.retry.circuitProbeSeconds * PROBE_SHARE_OF_INTERVAL * 1000
  }

  async #runLanes(account: SendingAccount, run: SweepRun): Promise<SweepEnd> {
    let end: SweepEnd | undefined
    const mayGoOn = async (): Promise<boolean> => {
      if (run.signal?.aborted) end ??= { outcome: 'stopped' }
      else if (this.clock.elapsedMs() >= run.endsAt) end ??= { outcome: 'time_up' }
      else {
        const held = (await this.hold.now()) ?? (await this.#accountsEnd(account))
        if (held) end ??= held
      }
      run.onProgress?.(run.statistics)
      return end === undefined
    }
    const filter = { type: run.type, route: account.route }

    const lane = async () => {
      while (run.budget.left > 0 && (await mayGoOn())) {
        const wanted = Math.min(this.#claimSize(account, run), run.budget.left)
        run.budget.left -= wanted
        const claimed = await this.claim.run(wanted, filter)
        run.budget.left += wanted - claimed.ids.length
        if (claimed.ids.length === 0) return
        const { attempted } = await this.batch.run(claimed, account, run, mayGoOn)
        if (attempted > 0) await this.#rest(account, run.signal)
      }
    }
    do {
      const lanes = await Promise.allSettled(Array.from({ length: this.#lanesOf(run) }, lane))
      for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason
    } while (
      run.waitsForSoon &&
      run.budget.left > 0 &&
      (await mayGoOn()) &&
      (await this.due.waitForSoon(filter, run.signal))
    )
    return end ?? { outcome: 'done' }
  }

  async #accountsEnd(account: SendingAccount): Promise<SweepEnd | undefined> {
    const pauseReason = await account.state.reasonToStop()
    return pauseReason ? { outcome: 'paused', pauseReason } : undefined
  }

  #claimSize(account: SendingAccount, run: SweepRun): number {
    if (this.config.processing.batchDelayMs > 0) return this.config.processing.batchSize
    const sendable = Math.ceil((account.rate.perSecond * CLAIM_SECONDS) / run.lanes)
    return Math.min(this.config.processing.batchSize, sendable)
  }

  /** With a pause between batches, one follows the other. */
  #lanesOf({ lanes }: SweepRun): number {
    return this.config.processing.batchDelayMs > 0 ? 1 : lanes
  }

  /** The pause holds for every process that sends for the account. */
  async #rest({ rate }: SendingAccount, signal?: AbortSignal): Promise<void> {
    const { batchDelayMs } = this.config.processing
    if (batchDelayMs === 0) return
    await rate.rest(batchDelayMs)
    await this.clock.sleep(batchDelayMs, signal)
  }
}
