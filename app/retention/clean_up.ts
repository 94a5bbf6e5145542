import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { localDayOf, recordDay } from '#messages/daily_counts'
import { recordFinishedDays } from '#messages/figures/daily_figures'
import {
  BEFORE_ALL_MESSAGES,
  countDeletable,
  deleteBatch,
  deletionLimits,
  firstDeletable,
  lastOf,
  type DeletionLimits,
} from './deletable_messages.js'
import {
  pruneBatches,
  pruneSessions,
  pruneSignInCounts,
  pruneTokenCounts,
} from './prune_access_records.js'
import { pruneAlertIncidents, pruneAlertNotices } from './prune_alerts.js'
import { pruneSchedulerRuns, pruneSendingCounts, pruneWorkers } from './prune_history.js'
import { pruneBalances, pruneInboundMessages, pruneWebhookLogs } from './prune_what_came_back.js'
import { nothingPruned, type PruneSummary } from './prune_summary.js'
import { pruneRestoredSends } from '#delivery/restore/restored_sends'
import { pruneMarks } from '#delivery/restore/sending_marks'
import { pruneOutgoingEvents } from './prune_outgoing_events.js'
import { PrunePatients } from './prune_patients.js'
import { pruneImportedFiles } from './prune_imported_files.js'
import { pruneSchedules } from './prune_schedules.js'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { TidyUploads } from '#imports/uploads/tidy_uploads'
import { ShortTurns } from '#storage/short_turns'

export interface PruneOptions {
  /** Counts what would be deleted, changes nothing. */
  dryRun?: boolean
  signal?: AbortSignal
  onProgress?: (progress: Readonly<PruneSummary>) => void
}

/**
 * Deletes messages finished longer ago than the retention time, with their attempts and events,
 * oldest first. Only the counts and figures of their days remain; they are written before the first of them is
 * deleted.
 * Then deletes patients past their own retention time, webhook data and the engine's own records.
 * Consents of other numbers, refusals and audit events are kept permanently. It can be interrupted anywhere; the next run continues.
 */
@inject()
export class CleanUp {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly patients: PrunePatients,
    private readonly uploads: TidyUploads,
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

    const { signal, onProgress } = options
    await this.patients.run(summary, { signal, onProgress })
    await this.#pruneWhatCameBack(client, summary, options)
    const history = { now: this.clock.now(), config: this.config, dryRun }
    summary.schedulerRuns = await pruneSchedulerRuns(client, history)
    summary.workers = await pruneWorkers(client, history)
    summary.sendingMarks = await pruneMarks(client, dryRun)
    summary.restoredSends = await pruneRestoredSends(client, history)
    summary.sendingCounts = await pruneSendingCounts(client, history)
    summary.uploads = await this.uploads.run({ dryRun })
    summary.batches = await pruneBatches(client, history)
    summary.tokenCounts = await pruneTokenCounts(client, history)
    summary.sessions = await pruneSessions(client, history)
    summary.signInCounts = await pruneSignInCounts(client, history)
    summary.alertNotices = await pruneAlertNotices(client, history)
    summary.alertIncidents = await pruneAlertIncidents(client, history)
    const pruned = await pruneSchedules(client, { ...history, signal })
    summary.schedules = pruned.schedules
    summary.scheduleOccurrences = pruned.occurrences
    summary.complete &&= pruned.complete
    summary.durationMs = Math.round(performance.now() - started)
    this.logger.info(summary, 'cleanup finished')
    return summary
  }

  /** Day by day, and within a day in batches, each in its own transaction. */
  async #pruneMessages(
    client: QueryClientContract,
    limits: DeletionLimits,
    summary: PruneSummary,
    { signal, onProgress }: PruneOptions
  ): Promise<void> {
    const { timezone } = this.config
    await recordFinishedDays(client, { now: this.clock.now(), timezone })
    const turns = new ShortTurns(client, this.config.cleanup.batchSize)
    let position = BEFORE_ALL_MESSAGES
    for (;;) {
      const next = await firstDeletable(client, limits, position)
      summary.complete = next === undefined
      if (!next || signal?.aborted) return

      const day = localDayOf(fromSqlInstant(next.updated_at), timezone)
      await recordDay(client, day)
      const ofTheDay = { ...limits, before: day.end < limits.before ? day.end : limits.before }
      while (!signal?.aborted) {
        const from = { limits: ofTheDay, position, batchSize: turns.size }
        const batch = await turns.take((trx) => deleteBatch(trx, from), {
          rows: (deleted) => deleted.length,
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
    const control = (
      counter: 'webhookLogs' | 'inboundMessages' | 'balances' | 'outgoingEvents'
    ) => ({
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
    summary.outgoingEvents = await pruneOutgoingEvents(client, limits, control('outgoingEvents'))
    const before = toSqlInstant(limits.now.minus({ days: retentionDays }))
    summary.importedFiles = await pruneImportedFiles(client, before, { dryRun, signal })
    if (signal?.aborted) summary.complete = false
  }
}
