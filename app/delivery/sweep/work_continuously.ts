import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { DueMessages } from '#delivery/claim/due_messages'
import { GrowingWait } from '#delivery/sweep/growing_wait'
import { SendingAccounts } from '#delivery/accounts/sending_accounts'
import { SweepAccount } from '#delivery/sweep/sweep_account'
import type { SweepRun } from '#delivery/sweep/sweep_control'
import { emptySweepStatistics, type SweepStatistics } from '#delivery/sweep/sweep_statistics'
import { SweepUnrouted } from '#delivery/sweep/sweep_unrouted'
import { TidyUp } from '#delivery/sweep/tidy_up'

/** Milliseconds between two looks when nothing is due; a message whose time comes sooner is not kept waiting. */
const IDLE_MS = { shortest: 50, longest: 1_000 }

/** Milliseconds before the next try after a surprise, for example a database that is away. */
const AFTER_FAULT_MS = { shortest: 500, longest: 30_000 }

/** Seconds of sending after which an account is asked for its state anew. */
const SWEEP_SECONDS = 30

/** Milliseconds between two rescues of what dead workers left. */
const TIDY_EVERY_MS = 5_000

export interface WorkerOptions {
  /** Batches of one account under way side by side; `processing.lanes` where it is not given. */
  concurrency?: number
  /** Told to end: nothing more is claimed, what is in flight is finished, the rest given back. */
  signal: AbortSignal
}

/**
 * A worker: sends what is due as soon as it is, until it is told to end. Every
 * account is looked after by itself, so that one that is paused or slow does not
 * hold up the others. Any number of workers may run, on any number of machines.
 */
@inject()
export class WorkContinuously {
  constructor(
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly accounts: SendingAccounts,
    private readonly account: SweepAccount,
    private readonly unrouted: SweepUnrouted,
    private readonly due: DueMessages,
    private readonly tidyUp: TidyUp,
    private readonly logger: Logger
  ) {}

  async run({ concurrency, signal }: WorkerOptions): Promise<SweepStatistics> {
    const started = performance.now()
    const statistics = emptySweepStatistics()
    const nextRun = (): SweepRun => ({
      budget: { left: Number.POSITIVE_INFINITY },
      endsAt: this.clock.nowMs() + SWEEP_SECONDS * 1000,
      lanes: concurrency ?? this.config.processing.lanes,
      statistics,
      signal,
    })
    const looks = [
      ...this.accounts.all.map((account) => () => this.account.run(account, nextRun())),
      () => this.unrouted.run(nextRun()),
    ]
    await Promise.all([
      this.#keepTidy(signal),
      ...looks.map((look) => this.#keepLooking(look, statistics, signal)),
    ])
    statistics.processingTime = Math.round(performance.now() - started)
    this.logger.info({ ...statistics }, 'worker drained')
    return statistics
  }

  async #keepLooking(
    look: () => Promise<unknown>,
    statistics: SweepStatistics,
    signal: AbortSignal
  ): Promise<void> {
    const idle = new GrowingWait(IDLE_MS.shortest, IDLE_MS.longest)
    await this.#untilAborted(signal, async () => {
      const before = statistics.processed
      await look()
      if (statistics.processed > before) {
        idle.reset()
        return 0
      }
      const waitMs = idle.take()
      const nextDueMs = (await this.due.nextDueMs()) ?? Number.POSITIVE_INFINITY
      return Math.min(waitMs, Math.max(1, nextDueMs - this.clock.nowMs()))
    })
  }

  async #keepTidy(signal: AbortSignal): Promise<void> {
    await this.#untilAborted(signal, async () => {
      await this.tidyUp.run()
      return TIDY_EVERY_MS
    })
  }

  /** A surprise is logged and waited out: a worker lives for months, and nobody watches at night. */
  async #untilAborted(signal: AbortSignal, turn: () => Promise<number>): Promise<void> {
    const fault = new GrowingWait(AFTER_FAULT_MS.shortest, AFTER_FAULT_MS.longest)
    while (!signal.aborted) {
      let waitMs: number
      try {
        waitMs = await turn()
        fault.reset()
      } catch (error) {
        waitMs = fault.take()
        this.logger.error({ err: error, waitMs }, 'work interrupted, trying again')
      }
      if (waitMs > 0) await this.clock.sleepUntil(this.clock.nowMs() + waitMs, signal)
    }
  }
}
