import type { Secret } from '@adonisjs/core/helpers'
import { Exception } from '@adonisjs/core/exceptions'
import type { AddressList } from '#values/address_list'
import { findRetryPolicyFaults } from './find_retry_faults.js'
import { findUnknownKeys, type KeysOf } from './find_unknown_keys.js'
import type { RetryPolicySettings } from './sms_scheduler_settings.js'

/** The settings of config/events.ts, which explains each. */
export interface EventsSettings {
  url: string | undefined
  secrets: readonly Secret<string>[]
  allowedAddresses: AddressList
  timeoutMs: number
  largestAnswerBytes: number
  concurrency: number
  retry: RetryPolicySettings
  batchSize: number
  leaseSeconds: number
  pollSeconds: number
  waitWarnMinutes: number
}

const KEYS: KeysOf<EventsSettings> = {
  url: 'value',
  secrets: 'value',
  allowedAddresses: 'value',
  timeoutMs: 'value',
  largestAnswerBytes: 'value',
  concurrency: 'value',
  retry: 'value',
  batchSize: 'value',
  leaseSeconds: 'value',
  pollSeconds: 'value',
  waitWarnMinutes: 'value',
}

/** Whole numbers, with the least and the most. */
const RANGES: [keyof EventsSettings, number, number][] = [
  ['timeoutMs', 100, 60_000],
  ['largestAnswerBytes', 0, 1_048_576],
  ['concurrency', 1, 50],
  ['batchSize', 1, 500],
  ['leaseSeconds', 5, 3_600],
  ['pollSeconds', 1, 60],
  ['waitWarnMinutes', 1, 10_080],
]

/** The checked settings of config/events.ts, and their injection token. */
export class EventsConfig {
  /** @throws InvalidEventsConfig */
  constructor(readonly settings: EventsSettings) {
    const faults = findEventsFaults(settings)
    if (faults.length > 0) throw new InvalidEventsConfig(faults)
  }
}

export function defineEvents(settings: EventsSettings): EventsConfig {
  return new EventsConfig(settings)
}

/** All faults of config/events.ts at once, each with what is allowed. */
export class InvalidEventsConfig extends Exception {
  static code = 'E_INVALID_EVENTS_CONFIG'
  static status = 500

  constructor(readonly faults: string[]) {
    super(`config/events.ts cannot be used:\n${faults.map((fault) => `- ${fault}`).join('\n')}`)
  }
}

function findEventsFaults(settings: EventsSettings): string[] {
  const faults = findUnknownKeys(settings, KEYS)
  for (const [key, least, most] of RANGES) {
    const value = settings[key] as number
    if (!Number.isInteger(value) || value < least || value > most)
      faults.push(`${key} is ${value}, allowed: a whole number from ${least} to ${most}`)
  }
  faults.push(...findRetryPolicyFaults('retry', settings.retry))
  const { url, secrets, leaseSeconds, timeoutMs } = settings
  if (url && secrets.length === 0)
    faults.push(
      'url is set, but secrets is empty: set EVENTS_WEBHOOK_SECRET (openssl rand -hex 32)'
    )
  if (leaseSeconds * 1_000 < 2 * timeoutMs)
    faults.push(
      `leaseSeconds is ${leaseSeconds}, allowed: at least twice timeoutMs, which is ${timeoutMs}`
    )
  return faults
}
