import { inject } from '@adonisjs/core'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { ClaimBatch } from '#delivery/claim/claim_batch'
import { DueMessages } from '#delivery/claim/due_messages'
import { ActivePauses } from '#delivery/pauses/active_pauses'
import { reasonOf } from '#delivery/pauses/pause_target'
import type { SendingAccount } from '#delivery/accounts/sending_accounts'
import type { SweepEnd, SweepRun } from '#delivery/sweep/sweep_control'
import { WorkThroughBatch } from '#delivery/send/work_through_batch'

/**
 * Seconds of sending that a lane claims at once. Few, so that at the end of the queue
 * no lane is left alone with many: by itself it does not use the limit. Far within a lease.
 */
const CLAIM_SECONDS = 4

/** The share of the interval between two probes that may pass until one of them is made. */
const PROBE_SHARE_OF_INTERVAL = 0.5

/** Sends what is due of one account, in several lanes, until nothing is, or the account may not send. */
@inject()
export class SweepAccount {
  constructor(
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly due: DueMessages,
    private readonly claim: ClaimBatch,
    private readonly batch: WorkThroughBatch,
    private readonly pauses: ActivePauses
  ) {}

  async run(account: SendingAccount, run: SweepRun): Promise<SweepEnd> {
    const pause = await this.pauses.ofEverything()
    if (pause) return { outcome: 'paused', pauseReason: reasonOf(pause) }

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
   * One message finds out whether the operator is back; whatever comes of it, the next
   * sweep knows. One that is closed without an attempt (it has expired meanwhile, say)
   * finds out nothing: the next one is tried, or a thousand of them would keep the
   * circuit open for a thousand intervals.
   */
  async #probe(account: SendingAccount, run: SweepRun): Promise<SweepEnd> {
    const filter = { type: run.type, route: account.route }
    const endsAt = Math.min(run.endsAt, this.clock.nowMs() + this.#longestProbeMs)
    while (run.budget.left > 0 && !run.signal?.aborted) {
      run.budget.left -= 1
      const claimed = await this.claim.run(1, filter)
      if (claimed.ids.length === 0) break
      const mayGoOn = async () => !run.signal?.aborted
      const { attempted, settled } = await this.batch.run(claimed, account, run, mayGoOn)
      if (attempted > 0 || settled === 0 || this.clock.nowMs() >= endsAt) break
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
      else if (this.clock.nowMs() >= run.endsAt) end ??= { outcome: 'time_up' }
      else {
        const pauseReason = await this.#reasonToStop(account)
        if (pauseReason) end ??= { outcome: 'paused', pauseReason }
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
        await this.batch.run(claimed, account, run, mayGoOn)
        await this.#rest(run.signal)
      }
    }
    do {
      const lanes = await Promise.allSettled(Array.from({ length: run.lanes }, lane))
      for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason
    } while (
      run.waitsForSoon &&
      run.budget.left > 0 &&
      (await mayGoOn()) &&
      (await this.due.waitForSoon(filter, run.signal))
    )
    return end ?? { outcome: 'done' }
  }

  async #reasonToStop(account: SendingAccount): Promise<string | undefined> {
    const pause = await this.pauses.ofEverything()
    return pause ? reasonOf(pause) : account.state.reasonToStop()
  }

  #claimSize(account: SendingAccount, { lanes }: SweepRun): number {
    const sendable = Math.ceil((account.rate.perSecond * CLAIM_SECONDS) / lanes)
    return Math.min(this.config.processing.batchSize, sendable)
  }

  async #rest(signal?: AbortSignal): Promise<void> {
    const { batchDelayMs } = this.config.processing
    if (batchDelayMs > 0) await this.clock.sleepUntil(this.clock.nowMs() + batchDelayMs, signal)
  }
}
