import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { pruneInBatches, type PruneControl } from './prune_in_batches.js'
import { toSqlInstant } from '#storage/instants'

interface Limits {
  now: DateTime
  config: SmsSchedulerConfig
}

/**
 * Webhook calls. A call that has yet to be applied, or waits for its message, stays until it is
 * settled.
 */
export async function pruneWebhookLogs(
  client: QueryClientContract,
  { now, config }: Limits,
  control: PruneControl
): Promise<number> {
  return pruneInBatches(
    client,
    {
      table: 'sms_webhook_logs',
      condition: `last_received_at < :before AND state NOT IN ('received', 'waiting')`,
      bindings: { before: toSqlInstant(now.minus({ days: config.cleanup.retentionDays })) },
    },
    control
  )
}

/** Retention times for which an unread reply is kept. */
const UNREAD_KEPT_TIMES = 4

/** Replies that were read, and handled STOP and START replies. Unread replies are deleted later. */
export async function pruneInboundMessages(
  client: QueryClientContract,
  { now, config }: Limits,
  control: PruneControl
): Promise<number> {
  const { retentionDays: days } = config.cleanup
  return pruneInBatches(
    client,
    {
      table: 'inbound_messages',
      condition: `received_at < :before AND (read_at IS NOT NULL OR for_people = FALSE OR received_at < :unread_before)`,
      bindings: {
        before: toSqlInstant(now.minus({ days })),
        unread_before: toSqlInstant(now.minus({ days: days * UNREAD_KEPT_TIMES })),
      },
    },
    control
  )
}

/** The minimum days for which balances are kept: longer than any averaging period. */
const BALANCES_KEPT_DAYS = 100

export async function pruneBalances(
  client: QueryClientContract,
  { now, config }: Limits,
  control: PruneControl
): Promise<number> {
  const days = Math.max(config.cleanup.retentionDays, BALANCES_KEPT_DAYS)
  return pruneInBatches(
    client,
    {
      table: 'gateway_balances',
      condition: 'polled_at < :before',
      bindings: { before: toSqlInstant(now.minus({ days })) },
    },
    control
  )
}
