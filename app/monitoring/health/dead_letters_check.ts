import { capFor, countMessages } from '#monitoring/health/capped_count'
import { FOR_PEOPLE } from '#monitoring/health/for_people'
import type { HealthCheck } from '#monitoring/health/health_check'

/** Messages whose automatic retries are used up and that wait for a person. */
export const deadLettersCheck: HealthCheck = {
  key: 'messages:deadLetters',
  name: 'dead_letters',
  async run({ client, config }) {
    const threshold = config.monitoring.deadLetterThreshold
    const letters = await countMessages(client, `${FOR_PEOPLE} AND status = 'dead_letter'`, {
      cap: capFor(threshold),
    })
    const isMany = letters.value >= threshold
    return {
      status: isMany ? 'warn' : 'pass',
      observedValue: letters.value,
      observedUnit: 'messages',
      thresholds: { warn: threshold },
      output: isMany
        ? `${letters.text} dead letters wait for a person: sms_messages has error_code and error_message of each`
        : `${letters.text} dead letters`,
    }
  },
}
