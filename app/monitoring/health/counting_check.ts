import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import type { Bindings } from '#storage/sql'
import { capFor, countMessages } from '#monitoring/health/capped_count'
import type { HealthCheck, HealthContext } from '#monitoring/health/health_check'

/** Messages to count, and what their number means. */
export interface CountedMessages {
  key: string
  name: string
  /** A condition that a partial index covers. */
  where: string
  bindings?: (context: HealthContext) => Bindings
  /** The number that causes a warning. */
  warnAt: (config: SmsSchedulerConfig) => number
  /** The output below the threshold and from it on. */
  few: (count: string) => string
  many: (count: string) => string
}

/** A check that counts messages and warns from a threshold on. */
export function countingCheck(counted: CountedMessages): HealthCheck {
  const { key, name, where, bindings, warnAt, few, many } = counted
  return {
    key,
    name,
    async run(context) {
      const threshold = warnAt(context.config)
      const { value, text } = await countMessages(context.client, where, {
        ...bindings?.(context),
        cap: capFor(threshold),
      })
      const isMany = value >= threshold
      return {
        status: isMany ? 'warn' : 'pass',
        observedValue: value,
        observedUnit: 'messages',
        thresholds: { warn: threshold },
        output: isMany ? many(text) : few(text),
      }
    },
  }
}
