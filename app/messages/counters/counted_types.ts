import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { STOP_CONFIRMATION } from '../stop_confirmation.js'

/** All message types that have no series of their own. */
export const OTHER_TYPES = 'other'

/**
 * The message types that counters tell apart: those of the reminder rules, `custom`, and the
 * confirmation of a STOP. Schedules and programs may use any name, and each would be a new series.
 */
export function countedTypes({ everyRule }: Pick<SmsSchedulerConfig, 'everyRule'>): string[] {
  const types = [...everyRule.map(({ type }) => type), 'custom', STOP_CONFIRMATION.type]
  return [...new Set([...types, OTHER_TYPES])]
}
