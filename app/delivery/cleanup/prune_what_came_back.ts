import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { pruneInBatches, type PruneControl } from '#delivery/cleanup/prune_in_batches'
import { toSqlInstant } from '#storage/instants'

interface Limits {
  now: DateTime
  config: SmsSchedulerConfig
}

/** Calls of operators; one that still has to be applied, or waits for its message, stays until that is settled. */
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

/** Retention times that a reply waits for somebody to read it. */
const UNREAD_KEPT_TIMES = 4

/** Replies that were read, or that said STOP or START and were obeyed; unread ones later, whoever should have read them. */
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
      condition: `received_at < :before AND (read_at IS NOT NULL OR keyword IS NOT NULL OR received_at < :unread_before)`,
      bindings: {
        before: toSqlInstant(now.minus({ days })),
        unread_before: toSqlInstant(now.minus({ days: days * UNREAD_KEPT_TIMES })),
      },
    },
    control
  )
}

/** Days that balances are kept at least: longer than any average is taken over. */
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
