import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { localDayOf, recordDay } from '#delivery/cleanup/daily_counts'
import {
  BEFORE_ALL,
  countDeletable,
  deleteBatch,
  deletionLimits,
  firstDeletable,
  lastOf,
  type DeletionLimits,
} from '#delivery/cleanup/deletable_messages'
import {
  pruneSchedulerRuns,
  pruneSendingCounts,
  pruneWorkers,
} from '#delivery/cleanup/prune_history'
import { pruneSchedules } from '#schedules/cleanup/prune_schedules'
import { fromSqlInstant } from '#storage/instants'

export interface PruneOptions {
  /** Counts what would be deleted, changes nothing. */
  dryRun?: boolean
  signal?: AbortSignal
  onProgress?: (progress: Readonly<PruneSummary>) => void
}

export interface PruneSummary {
  dryRun: boolean
  /** Whether all of it is done; otherwise the next run does the rest. */
  complete: boolean
  /** ISO 8601: messages whose last move was before this. */
  before: string
  /** Deleted, or what would be. */
  messages: number
  /** Old rows of `scheduler_runs` and `workers`, likewise. */
  schedulerRuns: number
  workers: number
  /** Counters against the caps, of days long over. */
  sendingCounts: number
  /** Schedules that are over, and what became of each time one fired. */
  schedules: number
  scheduleOccurrences: number
  durationMs: number
}

/**
 * Deletes messages that have been finished for longer than the retention time,
 * with their attempts and events, from the oldest on. What remains of them is
 * the count of their day, which is written before the first of them goes.
 * It can be ended anywhere, and the next run goes on.
 */
@inject()
export class PruneFinishedMessages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  async run(options: PruneOptions = {}): Promise<PruneSummary> {
    const started = performance.now()
    const client = this.db.connection()
    const dryRun = options.dryRun ?? false
    const limits = deletionLimits(this.clock.now(), this.config)
    const summary: PruneSummary = {
      dryRun,
      complete: true,
      before: fromSqlInstant(limits.before).toISO(),
      messages: 0,
      schedulerRuns: 0,
      workers: 0,
      sendingCounts: 0,
      schedules: 0,
      scheduleOccurrences: 0,
      durationMs: 0,
    }
    if (dryRun) summary.messages = await countDeletable(client, limits)
    else await this.#pruneMessages(client, limits, summary, options)

    const history = { now: this.clock.now(), config: this.config, dryRun }
    summary.schedulerRuns = await pruneSchedulerRuns(client, history)
    summary.workers = await pruneWorkers(client, history)
    summary.sendingCounts = await pruneSendingCounts(client, history)
    const pruned = await pruneSchedules(client, { ...history, signal: options.signal })
    summary.schedules = pruned.schedules
    summary.scheduleOccurrences = pruned.occurrences
    summary.complete &&= pruned.complete
    summary.durationMs = Math.round(performance.now() - started)
    this.logger.info(summary, 'cleanup finished')
    return summary
  }

  /** Day by day, and within the day in batches, each a transaction of its own. */
  async #pruneMessages(
    client: QueryClientContract,
    limits: DeletionLimits,
    summary: PruneSummary,
    { signal, onProgress }: PruneOptions
  ): Promise<void> {
    let position = BEFORE_ALL
    for (;;) {
      const next = await firstDeletable(client, limits, position)
      summary.complete = next === undefined
      if (!next || signal?.aborted) return

      const day = localDayOf(fromSqlInstant(next.updated_at), this.config.timezone)
      await recordDay(client, day)
      const ofTheDay = { ...limits, before: day.end < limits.before ? day.end : limits.before }
      while (!signal?.aborted) {
        const batch = await deleteBatch(client, {
          limits: ofTheDay,
          position,
          batchSize: this.config.cleanup.batchSize,
        })
        if (batch.length === 0) break
        position = lastOf(batch)
        summary.messages += batch.length
        onProgress?.(summary)
      }
    }
  }
}
