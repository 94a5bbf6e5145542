import { hostname } from 'node:os'
import { randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { AccountState, type Permission } from '#delivery/account_state'
import { ClaimDueMessages } from '#delivery/claim_due_messages'
import { DueMessages } from '#delivery/due_messages'
import { PreviewSweep } from '#delivery/preview_sweep'
import { RateLimit } from '#delivery/rate_limit'
import { ReapLostMessages } from '#delivery/reap_lost_messages'
import { ReactToResults } from '#delivery/react_to_results'
import { emptySweepStatistics, type SweepStatistics } from '#delivery/sweep_statistics'
import { WorkThroughBatch } from '#delivery/work_through_batch'
import { SmsGateway } from '#gateways/sms_gateway'

export interface SweepOptions {
  /** At most this many messages. */
  limit?: number
  /** Only messages of this type. */
  type?: string
  /** Seconds after which nothing more is claimed. */
  maxSeconds?: number
  /** Decides about everything that is due and changes nothing. */
  dryRun?: boolean
  signal?: AbortSignal
  onProgress?: (statistics: SweepStatistics) => void
}

export interface SweepResult {
  /** `done`: nothing is due any more. `paused`: the account may not send. `held_by_another`: all that is due is being worked on elsewhere. */
  outcome: 'done' | 'stopped' | 'time_up' | 'paused' | 'held_by_another'
  pauseReason?: string
  statistics: SweepStatistics
}

/** The share of a lease that what is claimed at once may take to send. */
const CLAIM_SHARE_OF_LEASE = 0.25

/**
 * One sweep: claims due messages and sends them until none is due, the time is
 * up, or the account may not send. Any number of sweeps may run at once.
 */
@inject()
export class ProcessDueMessages {
  constructor(
    private readonly due: DueMessages,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly gateway: SmsGateway,
    private readonly account: AccountState,
    private readonly rate: RateLimit,
    private readonly claim: ClaimDueMessages,
    private readonly batch: WorkThroughBatch,
    private readonly react: ReactToResults,
    private readonly preview: PreviewSweep,
    private readonly reap: ReapLostMessages,
    private readonly logger: Logger
  ) {}

  async run(options: SweepOptions = {}): Promise<SweepResult> {
    if (options.dryRun) return { outcome: 'done', statistics: await this.preview.run(options) }

    const started = performance.now()
    const statistics = emptySweepStatistics()
    const end = await this.#sweep(options, statistics)
    statistics.processingTime = Math.round(performance.now() - started)

    this.logger.info({ ...end, ...statistics }, 'sweep finished')
    return { ...end, statistics }
  }

  async #sweep(
    options: SweepOptions,
    statistics: SweepStatistics
  ): Promise<Omit<SweepResult, 'statistics'>> {
    /** Here too, so that a sweep by hand works without a scheduler beside it. */
    await this.reap.run()

    const permission = await this.account.permission()
    if (permission.kind === 'no') return { outcome: 'paused', pauseReason: permission.reason }

    if (!(await this.due.anyClaimable(options.type))) {
      return { outcome: (await this.due.anyHeld()) ? 'held_by_another' : 'done' }
    }
    const readiness = await this.gateway.prepare()
    if (!readiness.ready) {
      await this.react.run([readiness.result])
      return { outcome: 'paused', pauseReason: readiness.result.reason }
    }
    return this.#runLanes(permission, options, statistics)
  }

  async #runLanes(permission: Permission, options: SweepOptions, statistics: SweepStatistics) {
    const probe = permission.kind === 'probe'
    const seconds = options.maxSeconds ?? this.config.processing.maxSweepSeconds
    const endsAt = this.clock.nowMs() + seconds * 1000
    const budget = { left: probe ? 1 : (options.limit ?? Number.POSITIVE_INFINITY) }
    let end: Omit<SweepResult, 'statistics'> | undefined

    const mayGoOn = async (): Promise<boolean> => {
      if (options.signal?.aborted) end ??= { outcome: 'stopped' }
      else if (this.clock.nowMs() >= endsAt) end ??= { outcome: 'time_up' }
      else if (!probe) {
        const pauseReason = await this.account.reasonToStop()
        if (pauseReason) end ??= { outcome: 'paused', pauseReason }
      }
      options.onProgress?.(statistics)
      return end === undefined
    }

    const lane = async () => {
      while (budget.left > 0 && (await mayGoOn())) {
        const wanted = Math.min(this.#claimSize(), budget.left)
        budget.left -= wanted
        const claimed = await this.#workThroughOne(wanted, options.type, statistics, mayGoOn)
        budget.left += wanted - claimed
        if (claimed === 0) return
        if (this.config.processing.batchDelayMs > 0) {
          await this.clock.sleepUntil(
            this.clock.nowMs() + this.config.processing.batchDelayMs,
            options.signal
          )
        }
      }
    }
    do {
      await allSettledOrThrow(
        Array.from({ length: probe ? 1 : this.config.processing.lanes }, lane)
      )
    } while (
      !probe &&
      budget.left > 0 &&
      (await mayGoOn()) &&
      (await this.due.waitForSoon(options))
    )
    return end ?? { outcome: 'done' as const }
  }

  async #workThroughOne(
    limit: number,
    type: string | undefined,
    statistics: SweepStatistics,
    mayGoOn: () => Promise<boolean>
  ): Promise<number> {
    const lease = {
      token: randomUUID(),
      claimedBy: `${hostname()}:${process.pid}`,
      until: this.clock.nowMs() + this.config.processing.leaseSeconds * 1000,
    }
    const ids = await this.claim.run({
      limit,
      type,
      token: lease.token,
      claimedBy: lease.claimedBy,
      leaseUntil: lease.until,
    })
    if (ids.length > 0) await this.batch.run(ids, lease, statistics, mayGoOn)
    return ids.length
  }

  /** A slow account claims no more than it can send well within the lease. */
  #claimSize(): number {
    const { batchSize, leaseSeconds, lanes } = this.config.processing
    const sendable = Math.floor((this.rate.perSecond * leaseSeconds * CLAIM_SHARE_OF_LEASE) / lanes)
    return Math.max(1, Math.min(batchSize, sendable))
  }
}

/** One lane's surprise must not leave the others running unwatched: waits for all, then throws the first. */
async function allSettledOrThrow(lanes: Promise<void>[]): Promise<void> {
  for (const end of await Promise.allSettled(lanes)) if (end.status === 'rejected') throw end.reason
}
