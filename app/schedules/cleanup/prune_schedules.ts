import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import {
  countFinishedOccurrences,
  deleteFinishedOccurrences,
} from '#schedules/cleanup/finished_occurrences'
import { countSchedulesOver, deleteSchedulesOver } from '#schedules/cleanup/schedules_over'
import { toSqlInstant } from '#storage/instants'

interface PruneSchedulesOptions {
  now: DateTime
  config: SmsSchedulerConfig
  /** Counts what would be deleted, changes nothing. */
  dryRun: boolean
  signal?: AbortSignal
}

/** Deleted, or what would be. */
export interface PrunedSchedules {
  schedules: number
  occurrences: number
  /** Whether all of it is done; otherwise the next run does the rest. */
  complete: boolean
}

/**
 * Deletes what became of schedules longer ago than `schedules.retentionDays`, and
 * the schedules that are over, with their idempotency keys. What waits to be done
 * and dead letters stay, and the schedules they belong to. It can be ended
 * between two batches, and the next run goes on.
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
