import { randomBytes } from 'node:crypto'
import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { ReasonToHold } from '#delivery/sweep/reason_to_hold'
import { PreviewSweep } from '#delivery/sweep/preview_sweep'
import { SendingAccounts } from '#delivery/accounts/sending_accounts'
import { SweepAccount } from '#delivery/sweep/sweep_account'
import { endOfAll, type SweepEnd, type SweepRun } from '#delivery/sweep/sweep_control'
import {
  emptySweepStatistics,
  statisticsForLog,
  type SweepStatistics,
} from '#delivery/sweep/sweep_statistics'
import { SweepUnrouted } from '#delivery/sweep/sweep_unrouted'
import { TidyUp } from '#delivery/sweep/tidy_up'
import { inLogContext } from '#values/log_context'

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

export interface SweepResult extends SweepEnd {
  statistics: SweepStatistics
}

/**
 * One sweep: claims due messages and sends them, all accounts in parallel, until none is due,
 * the time is up, or no account may send. Any number of sweeps may run at once.
 */
@inject()
export class ProcessDueMessages {
  constructor(
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly accounts: SendingAccounts,
    private readonly account: SweepAccount,
    private readonly unrouted: SweepUnrouted,
    private readonly preview: PreviewSweep,
    private readonly tidyUp: TidyUp,
    private readonly hold: ReasonToHold,
    private readonly logger: Logger
  ) {}

  async run(options: SweepOptions = {}): Promise<SweepResult> {
    if (options.dryRun) return this.#previewSweep(options)
    const sweep = randomBytes(4).toString('hex')
    return inLogContext({ sweep }, () => this.#run(options))
  }

  async #run(options: SweepOptions): Promise<SweepResult> {
    const started = performance.now()
    const statistics = emptySweepStatistics()
    const end = await this.#sweep(options, statistics)
    statistics.processingTime = Math.round(performance.now() - started)

    /** Without a pause's reason: a person's words do not belong in logs. */
    this.logger.info({ outcome: end.outcome, ...statisticsForLog(statistics) }, 'sweep finished')
    return { ...end, statistics }
  }

  async #previewSweep(options: SweepOptions): Promise<SweepResult> {
    const held = await this.hold.look()
    if (held) return { ...held, statistics: emptySweepStatistics() }
    return { outcome: 'done', statistics: await this.preview.run(options) }
  }

  async #sweep(options: SweepOptions, statistics: SweepStatistics): Promise<SweepEnd> {
    await this.tidyUp.run()

    const { maxSweepSeconds, lanes } = this.config.processing
    const run: SweepRun = {
      budget: { left: options.limit ?? Number.POSITIVE_INFINITY },
      endsAt: this.clock.elapsedMs() + (options.maxSeconds ?? maxSweepSeconds) * 1000,
      lanes,
      statistics,
      waitsForSoon: true,
      ...options,
    }
    await this.unrouted.run(run)
    const sweeps = this.accounts.all.map((account) => this.account.run(account, run))
    return endOfAll(await allSettledOrThrow(sweeps))
  }
}

/**
 * A failing account must not leave the others running unobserved: waits for all, then throws the
 * first error.
 */
async function allSettledOrThrow<Result>(promises: Promise<Result>[]): Promise<Result[]> {
  const ends = await Promise.allSettled(promises)
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason
    return end.value
  })
}
