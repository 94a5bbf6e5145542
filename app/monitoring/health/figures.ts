import { countMessages } from '#monitoring/health/capped_count'
import type { HealthCheck } from '#monitoring/health/health_check'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'

const PASS = { status: 'pass', observedUnit: 'messages' } as const

/** Naming all priorities restricts it to the index sms_messages_due. */
const PENDING = `${along('sms_messages_due')} AND priority IN (1, 2, 3)`

/** Figures for people: other checks judge them. */

/** Messages that wait, due or not. */
export const pendingCheck: HealthCheck = {
  key: 'messages:pending',
  name: 'pending',
  async run({ client }) {
    const { value, text } = await countMessages(client, PENDING)
    return { ...PASS, observedValue: value, output: `${text} messages are pending` }
  },
}

/** When the last message was given to the operator. Walks the index sms_attempts_by_time. */
export const lastProcessedCheck: HealthCheck = {
  key: 'messages:lastProcessed',
  name: 'last_processed',
  async run({ client, clock }) {
    const [last] = await query<{ started_at: string }>(
      client,
      `SELECT started_at FROM sms_attempts WHERE started_at <= :latest
       ORDER BY started_at DESC LIMIT 1`,
      { latest: toSqlInstant(clock.latestPresent()) }
    )
    const at = last ? fromSqlInstant(last.started_at).toISO({ suppressMilliseconds: true }) : null
    return {
      status: 'pass',
      observedValue: at,
      observedUnit: 'instant',
      output: at ? `The last message was processed at ${at}` : 'No message has been processed yet',
    }
  },
}

/** Messages that failed for good in the last hour, dead letters among them. */
export const failedLastHourCheck: HealthCheck = {
  key: 'messages:failedLastHour',
  name: 'failed_last_hour',
  async run({ client, clock }) {
    const { value, text } = await countMessages(
      client,
      `${along('sms_messages_needs_attention')} AND status IN ('failed', 'dead_letter') AND updated_at >= :since`,
      { since: toSqlInstant(clock.now().minus({ hours: 1 })) }
    )
    return { ...PASS, observedValue: value, output: `${text} messages failed in the last hour` }
  },
}
