import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { DueMessages } from '#delivery/claim/due_messages'
import { GrowingWait } from '#delivery/sweep/growing_wait'
import { SendingAccounts } from '#delivery/accounts/sending_accounts'
import { SweepAccount } from '#delivery/sweep/sweep_account'
import type { SweepRun } from '#delivery/sweep/sweep_control'
import {
  addStatistics,
  emptySweepStatistics,
  type SweepStatistics,
  statisticsForLog,
} from '#delivery/sweep/sweep_statistics'
import { SweepUnrouted } from '#delivery/sweep/sweep_unrouted'
import { FollowZoneData } from '#delivery/sweep/follow_zone_data'
import { TidyUp } from '#delivery/sweep/tidy_up'

/**
 * Milliseconds between two looks when nothing is due. A message that becomes due sooner does not
 * wait.
 */
const IDLE_MS = { shortest: 50, longest: 1_000 }

/**
 * Milliseconds before the next attempt after an unexpected error, for example an unreachable
 * database.
 */
const AFTER_FAULT_MS = { shortest: 500, longest: 30_000 }

/** Seconds of sending after which the state of an account is read again. */
const SWEEP_SECONDS = 30

/** Milliseconds between two runs of the housekeeping. */
const TIDY_EVERY_MS = 5_000

export interface WorkerOptions {
  /** Batches of one account in parallel; default `processing.lanes`. */
  concurrency?: number
  /**
   * On abort, nothing more is claimed, messages in flight are finished, and the rest is given back.
   */
  signal: AbortSignal
}

/** Sends due messages of one account, or closes those that no account takes. */
type Look = (run: SweepRun) => Promise<unknown>

/**
 * A worker: sends messages as soon as they are due, until it is told to end. Each account has its
 * own loop, so that a paused or slow account does not hold up the others. Any number of workers may
 * run, on any number of machines.
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
    private readonly zones: FollowZoneData,
    private readonly logger: Logger
  ) {}

  async run({ concurrency, signal }: WorkerOptions): Promise<SweepStatistics> {
    const started = performance.now()
    const statistics = emptySweepStatistics()
    const nextRun = (): SweepRun => ({
      budget: { left: Number.POSITIVE_INFINITY },
      endsAt: this.clock.elapsedMs() + SWEEP_SECONDS * 1000,
      lanes: concurrency ?? this.config.processing.lanes,
      statistics: emptySweepStatistics(),
      signal,
    })
    const looks: Look[] = [
      ...this.accounts.all.map((account) => (run: SweepRun) => this.account.run(account, run)),
      (run) => this.unrouted.run(run),
    ]
    await this.#followZoneData()
    await Promise.all([
      this.#keepTidy(signal),
      ...looks.map((look) => this.#keepLooking(look, statistics, nextRun, signal)),
    ])
    statistics.processingTime = Math.round(performance.now() - started)
    this.logger.info(statisticsForLog(statistics), 'worker drained')
    return statistics
  }

  async #keepLooking(
    look: Look,
    total: SweepStatistics,
    nextRun: () => SweepRun,
    signal: AbortSignal
  ): Promise<void> {
    const idle = new GrowingWait(IDLE_MS.shortest, IDLE_MS.longest)
    await this.#untilAborted(signal, async (succeeded) => {
      const run = nextRun()
      try {
        await look(run)
      } finally {
        addStatistics(total, run.statistics)
        /** Whatever ended it: a long run that ends with an error is not a series of errors. */
        if (run.statistics.processed > 0) succeeded()
      }
      if (run.statistics.processed > 0) {
        idle.reset()
        return 0
      }
      const waitMs = idle.take()
      const nextDueMs = (await this.due.nextDueMs()) ?? Number.POSITIVE_INFINITY
      return Math.min(waitMs, Math.max(1, nextDueMs - this.clock.nowMs()))
    })
  }

  /** Before anything leaves by older data. A database that is away is waited for below. */
  async #followZoneData(): Promise<void> {
    await this.zones.run().catch((error) => {
      this.logger.error({ err: error }, 'messages do not follow the zone data yet')
    })
  }

  async #keepTidy(signal: AbortSignal): Promise<void> {
    await this.#untilAborted(signal, async () => {
      await this.tidyUp.run()
      return TIDY_EVERY_MS
    })
  }

  /**
   * An unexpected error is logged and waited out: a worker runs for months without supervision. The
   * wait grows from error to error, unless `turn` reports progress in between.
   */
  async #untilAborted(
    signal: AbortSignal,
    turn: (succeeded: () => void) => Promise<number>
  ): Promise<void> {
    const fault = new GrowingWait(AFTER_FAULT_MS.shortest, AFTER_FAULT_MS.longest)
    const succeeded = () => fault.reset()
    while (!signal.aborted) {
      let waitMs: number
      try {
        waitMs = await turn(succeeded)
        succeeded()
      } catch (error) {
        waitMs = fault.take()
        this.logger.error({ err: error, waitMs }, 'work interrupted, retrying')
      }
      if (waitMs > 0) await this.clock.sleep(waitMs, signal)
    }
  }
}
