import { countRows } from '#monitoring/health/capped_count'
import type { HealthCheck } from '#monitoring/health/health_check'
import { toSqlInstant } from '#storage/instants'

/** The scheduler applies every minute what the web server has not. */
const WARN_AFTER_MINUTES = 10
const UNREADABLE_WITHIN_HOURS = 24
const COUNT_AT_MOST = 1_000

/**
 * Calls of operators that were unreadable or not applied. Walks the partial indexes of
 * sms_webhook_logs.
 */
export const receiptsCheck: HealthCheck = {
  key: 'webhooks:unapplied',
  name: 'receipts',
  async run({ client, clock }) {
    const now = clock.now()
    const { value: waiting } = await countRows(
      client,
      'sms_webhook_logs',
      `state = 'received' AND kind IN ('delivery_receipt', 'inbound_message') AND received_at <= :since`,
      { since: toSqlInstant(now.minus({ minutes: WARN_AFTER_MINUTES })), cap: COUNT_AT_MOST }
    )
    const { value: unreadable } = await countRows(
      client,
      'sms_webhook_logs',
      `state = 'unreadable' AND last_received_at >= :since`,
      { since: toSqlInstant(now.minus({ hours: UNREADABLE_WITHIN_HOURS })), cap: COUNT_AT_MOST }
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
