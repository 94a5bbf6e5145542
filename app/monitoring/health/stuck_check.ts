import { countMessages } from '#monitoring/health/capped_count'
import type { HealthCheck } from '#monitoring/health/health_check'

const WARN_AT = 1

/** Messages that were being sent when their worker was lost. Walks the index sms_messages_sending. */
export const stuckCheck: HealthCheck = {
  key: 'messages:stuckSending',
  name: 'stuck',
  async run({ client, clock }) {
    const stuck = await countMessages(client, `status = 'sending' AND lease_until < :now_ms`, {
      now_ms: clock.nowMs(),
    })
    const isMany = stuck.value >= WARN_AT
    return {
      status: isMany ? 'warn' : 'pass',
      observedValue: stuck.value,
      observedUnit: 'messages',
      thresholds: { warn: WARN_AT },
      output: isMany
        ? `${stuck.text} messages are "sending" and their worker is gone: the next sweep ("node ace sms:process") marks them as unknown`
        : 'No message has lost its worker',
    }
  },
}
