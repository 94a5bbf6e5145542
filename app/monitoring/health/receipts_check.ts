import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { HealthCheck } from '#monitoring/health/health_check'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** The scheduler applies what the web server left behind every minute. */
const WARN_AFTER_MINUTES = 10
const UNREADABLE_WITHIN_HOURS = 24
const COUNT_AT_MOST = 1_000

/** What operators called us about and nobody could read, or nobody has applied. Walks the partial indexes of sms_webhook_logs. */
export const receiptsCheck: HealthCheck = {
  key: 'webhooks:unapplied',
  name: 'receipts',
  async run({ client, clock }) {
    const now = clock.now()
    const waiting = await count(
      client,
      `state = 'received' AND kind IN ('delivery_receipt', 'inbound_message') AND received_at <= :since`,
      toSqlInstant(now.minus({ minutes: WARN_AFTER_MINUTES }))
    )
    const unreadable = await count(
      client,
      `state = 'unreadable' AND last_received_at >= :since`,
      toSqlInstant(now.minus({ hours: UNREADABLE_WITHIN_HOURS }))
    )
    const complaints = [
      ...(waiting > 0
        ? [`${waiting} not applied for ${WARN_AFTER_MINUTES} minutes: is a scheduler running?`]
        : []),
      ...(unreadable > 0
        ? [
            `${unreadable} could not be read in the last ${UNREADABLE_WITHIN_HOURS} hours: see sms_webhook_logs where state = 'unreadable'`,
          ]
        : []),
    ]
    return {
      status: complaints.length > 0 ? 'warn' : 'pass',
      observedValue: waiting + unreadable,
      observedUnit: 'receipts',
      thresholds: { warn: 1 },
      output:
        complaints.length > 0
          ? `Receipts and replies: ${complaints.join('; ')}`
          : 'All receipts and replies are applied',
    }
  },
}

async function count(client: QueryClientContract, where: string, since: string): Promise<number> {
  const [{ value }] = await query<{ value: number }>(
    client,
    `SELECT COUNT(*) AS value FROM (SELECT 1 FROM sms_webhook_logs WHERE ${where} LIMIT ${COUNT_AT_MOST}) AS capped`,
    { since }
  )
  return value
}
