import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { toSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'
import { pruneInBatches, type PruneControl } from './prune_in_batches.js'

/**
 * Events for other programs that were given up before the retention time, and those that wait
 * since then for a destination that was turned off.
 */
export async function pruneOutgoingEvents(
  client: QueryClientContract,
  { now, config }: { now: DateTime; config: SmsSchedulerConfig },
  control: PruneControl
): Promise<number> {
  const before = toSqlInstant(now.minus({ days: config.cleanup.retentionDays }))
  const prune = (condition: string) =>
    pruneInBatches(client, { table: 'outgoing_events', condition, bindings: { before } }, control)
  const dead = await prune(`${along('outgoing_events_dead')} AND given_up_at < :before`)
  const forNobody = await prune(
    `${along('outgoing_events_due')} AND next_attempt_at < :before
     AND destination NOT IN (SELECT name FROM event_destinations)`
  )
  return dead + forNobody
}
