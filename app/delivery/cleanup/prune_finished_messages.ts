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
import {
  pruneBalances,
  pruneInboundMessages,
  pruneWebhookLogs,
} from '#delivery/cleanup/prune_what_came_back'
import { nothingPruned, type PruneSummary } from '#delivery/cleanup/prune_summary'
import { pruneImportedFiles } from '#imports/prune_imported_files'
import { pruneSchedules } from '#schedules/cleanup/prune_schedules'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'

export interface PruneOptions {
  /** Counts what would be deleted, changes nothing. */
  dryRun?: boolean
  signal?: AbortSignal
  onProgress?: (progress: Readonly<PruneSummary>) => void
}

/**
 * Deletes messages that have been finished for longer than the retention time,
 * with their attempts and events, from the oldest on. What remains of them is
 * the count of their day, which is written before the first of them goes. Then
 * what came back, and what the engine wrote about itself. Consents, refusals of
 * erased people and audit events are kept for ever. It can be ended anywhere, and
 * the next run goes on.
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
    const summary = nothingPruned(dryRun, fromSqlInstant(limits.before).toISO())
    if (dryRun) summary.messages = await countDeletable(client, limits)
    else await this.#pruneMessages(client, limits, summary, options)

    await this.#pruneWhatCameBack(client, summary, options)
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

  async #pruneWhatCameBack(
    client: QueryClientContract,
    summary: PruneSummary,
    { signal, onProgress }: PruneOptions
  ): Promise<void> {
    const { dryRun } = summary
    const { batchSize, retentionDays } = this.config.cleanup
    const limits = { now: this.clock.now(), config: this.config }
    const control = (counter: 'webhookLogs' | 'inboundMessages' | 'balances') => ({
      dryRun,
      batchSize,
      signal,
      onDeleted: (rows: number) => {
        summary[counter] += rows
        onProgress?.(summary)
      },
    })
    summary.webhookLogs = await pruneWebhookLogs(client, limits, control('webhookLogs'))
    summary.inboundMessages = await pruneInboundMessages(client, limits, control('inboundMessages'))
    summary.balances = await pruneBalances(client, limits, control('balances'))
    const before = toSqlInstant(limits.now.minus({ days: retentionDays }))
    summary.importedFiles = await pruneImportedFiles(client, before, { dryRun, signal })
    if (signal?.aborted) summary.complete = false
  }
}
