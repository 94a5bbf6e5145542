import { countMessages } from '#monitoring/health/capped_count'
import { FOR_PEOPLE } from '#monitoring/health/for_people'
import type { HealthCheck } from '#monitoring/health/health_check'

/** Messages that this many of are worth a look: each may or may not have reached the caregiver. */
const WARN_AT = 1

/** Messages that the operator may or may not have: counted, not guessed, never sent again by themselves. */
export const unknownCheck: HealthCheck = {
  key: 'messages:unknown',
  name: 'unknown',
  async run({ client }) {
    const unknown = await countMessages(client, `${FOR_PEOPLE} AND status = 'unknown'`)
    const isMany = unknown.value >= WARN_AT
    return {
      status: isMany ? 'warn' : 'pass',
      observedValue: unknown.value,
      observedUnit: 'messages',
      thresholds: { warn: WARN_AT },
      output: isMany
        ? `${unknown.text} messages with an unknown outcome: the operator may have them, so they are not sent again; ask the caregiver or leave them`
        : 'No message with an unknown outcome',
    }
  },
}
