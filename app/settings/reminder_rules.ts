import type { ReminderRule, SmsSchedulerSettings } from './sms_scheduler_settings.js'

type Reminders = SmsSchedulerSettings['reminders']

/** The rules that are shipped, in the order in which a caregiver receives their reminders. */
export const SHIPPED_RULES = ['sevenDay', 'oneDay', 'overdue'] as const

/** A rule with the key it is set by, for example `reminders.more.lastCall`. */
export interface NamedRule {
  key: string
  rule: ReminderRule
}

/** Every rule of the configuration, also those that are switched off. */
export function namedRules(reminders: Reminders | undefined): NamedRule[] {
  return [
    ...SHIPPED_RULES.map((name) => ({ key: `reminders.${name}`, rule: reminders?.[name] })),
    ...Object.entries(reminders?.more ?? {}).map(([name, rule]) => ({
      key: `reminders.more.${name}`,
      rule,
    })),
  ] as NamedRule[]
}

/** Whether it plans anything. */
export function isOn({ rule }: NamedRule): boolean {
  return rule.enabled !== false
}

/** Its doses for people, for example `RR 2, Penta`; null for all. */
export function scopeInWords({ appliesTo }: Pick<ReminderRule, 'appliesTo'>): string | null {
  if (!appliesTo) return null
  return appliesTo
    .map(({ vaccine, dose }) =>
      vaccine === undefined
        ? `dose ${dose} of all vaccines`
        : [vaccine, dose].filter(Boolean).join(' ')
    )
    .join(', ')
}
