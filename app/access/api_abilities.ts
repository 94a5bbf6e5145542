/** The abilities of tokens, each with a description. No ability covers everything. */
export const API_ABILITIES = {
  'patients:read': 'read patients, immunizations and visits',
  'patients:write': 'register and change patients, immunizations and visits; erase people',
  'messages:read': 'read messages and what became of them',
  'messages:write': 'create, edit, retry, reject and cancel messages',
  'schedules:read': 'read schedules',
  'schedules:write': 'create, change, pause and delete schedules',
  'schedules:admin': 'change schedules that other tokens made',
  'jobs:write': 'hand in jobs, as over Kafka',
  'consents:read': 'read opt-ins and opt-outs, with their history',
  'consents:write': 'record opt-ins and opt-outs',
  'phones:read': 'see whole phone numbers; without it they are masked',
  'templates:write': 'change the texts of messages',
  'audit:read': 'read the audit log',
  'stats:read': 'read statistics',
  'scheduler:read': 'read whether sending is running',
  'scheduler:write': 'pause and resume sending, run what is due',
} as const

export type ApiAbility = keyof typeof API_ABILITIES

export const ABILITY_NAMES = Object.keys(API_ABILITIES) as ApiAbility[]

export function isAbility(name: string): name is ApiAbility {
  return Object.hasOwn(API_ABILITIES, name)
}
