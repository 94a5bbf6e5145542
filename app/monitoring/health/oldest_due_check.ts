import { durationInWords } from '#monitoring/health/duration_in_words'
import type { HealthCheck } from '#monitoring/health/health_check'
import { oldestDueSeconds } from '#monitoring/oldest_due'

/** How long the oldest due message has waited. */
export const oldestDueCheck: HealthCheck = {
  key: 'messages:oldestDueAge',
  name: 'oldest_due',
  async run({ client, clock, config }) {
    const warn = config.monitoring.processingDelayMinutes * 60
    const fail = 2 * warn
    const seconds = (await oldestDueSeconds(client, clock.now())) ?? 0
    const waits = `The oldest due message has waited for ${durationInWords(seconds)}`
    return {
      status: seconds >= fail ? 'fail' : seconds >= warn ? 'warn' : 'pass',
      observedValue: seconds,
      observedUnit: 's',
      thresholds: { warn, fail },
      output:
        seconds >= warn
          ? `${waits}: make sure that a scheduler runs ("node ace sms:health --only=scheduler") and the account may send ("--only=account")`
          : seconds > 0
            ? waits
            : 'No message waits',
    }
  },
}
