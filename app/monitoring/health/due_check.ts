import { capFor, countMessages } from '#monitoring/health/capped_count'
import type { HealthCheck } from '#monitoring/health/health_check'
import { toSqlInstant } from '#storage/instants'

/** How many messages are due and wait. None is healthy. Walks the index sms_messages_due. */
export const dueCheck: HealthCheck = {
  key: 'messages:due',
  name: 'due',
  async run({ client, clock, config }) {
    const threshold = config.monitoring.pendingThreshold
    const due = await countMessages(
      client,
      `status = 'pending' AND priority IN (1, 2, 3) AND scheduled_at <= :now`,
      { cap: capFor(threshold), now: toSqlInstant(clock.now()) }
    )
    const isMany = due.value >= threshold
    return {
      status: isMany ? 'warn' : 'pass',
      observedValue: due.value,
      observedUnit: 'messages',
      thresholds: { warn: threshold },
      output: isMany
        ? `${due.text} messages are due and wait: see that a scheduler runs and the account may send, or send by hand with "node ace sms:process"`
        : `${due.text} messages are due`,
    }
  },
}
