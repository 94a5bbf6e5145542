import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { countFinishedOccurrences, deleteFinishedOccurrences } from './finished_occurrences.js'
import { countSchedulesOver, deleteSchedulesOver } from './schedules_over.js'
import { toSqlInstant } from '#storage/instants'

interface PruneSchedulesOptions {
  now: DateTime
  config: SmsSchedulerConfig
  /** Counts what would be deleted, changes nothing. */
  dryRun: boolean
  signal?: AbortSignal
}

/** Counts of deleted rows, or of those that would be. */
export interface PrunedSchedules {
  schedules: number
  occurrences: number
  /** Whether everything is done; otherwise the next run does the rest. */
  complete: boolean
}

/**
 * Deletes occurrences that ended longer ago than `schedules.retentionDays`, and schedules that are
 * over, with their idempotency keys. Waiting occurrences, dead letters and their schedules stay. It
 * can be interrupted between two batches; the next run continues.
 */
export async function pruneSchedules(
  client: QueryClientContract,
  { now, config, dryRun, signal }: PruneSchedulesOptions
): Promise<PrunedSchedules> {
  const before = toSqlInstant(now.minus({ days: config.schedules.retentionDays }))
  if (dryRun) {
    return {
      schedules: await countSchedulesOver(client, before),
      occurrences: await countFinishedOccurrences(client, before),
      complete: true,
    }
  }
  const { batchSize } = config.cleanup
  const pruned = { schedules: 0, occurrences: 0 }
  for (const [what, batches] of [
    ['occurrences', deleteFinishedOccurrences(client, before, batchSize)],
    ['schedules', deleteSchedulesOver(client, before, batchSize)],
  ] as const) {
    while (!signal?.aborted) {
      const { done, value } = await batches.next()
      if (done) break
      pruned[what] += value
    }
    if (signal?.aborted) return { ...pruned, complete: false }
  }
  return { ...pruned, complete: true }
}
