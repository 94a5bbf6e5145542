import type { HealthCheck } from '#monitoring/health/health_check'
import { rulesWithoutDoses } from '#reminders/rules_without_doses'
import { rulesWithoutText, withoutTextInWords } from '#reminders/rules_without_text'

/** Whether each reminder rule that is switched on has a text, and doses that it applies to. */
export const rulesCheck: HealthCheck = {
  key: 'reminders:rules',
  name: 'rules',
  async run({ client, config }) {
    const withoutText = await rulesWithoutText(client, config)
    const withoutDoses = await rulesWithoutDoses(client, config)
    const faults = [...withoutText.map(withoutTextInWords), ...withoutDoses]
    const on = config.rules.length
    return {
      status: withoutText.length > 0 ? 'fail' : withoutDoses.length > 0 ? 'warn' : 'pass',
      observedValue: faults.length,
      observedUnit: 'rules',
      output: faults.length > 0 ? faults.join('. ') : `${on} reminder rules are on and have texts`,
      worthSaying: on === 0,
    }
  },
}
