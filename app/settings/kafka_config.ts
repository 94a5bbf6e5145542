import type { Secret } from '@adonisjs/core/helpers'
import { Exception } from '@adonisjs/core/exceptions'
import { findUnknownKeys, type KeysOf } from './find_unknown_keys.js'

export const SASL_MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const
export type SaslMechanism = (typeof SASL_MECHANISMS)[number]

export interface KafkaSettings {
  brokers: string[]
  groupId: string
  topics: Record<'ingest' | 'ingestDeadLetters' | 'retry' | 'retryDeadLetters' | 'send', string>
  /** Empty: events are not published. */
  eventsTopic: string
  tls: boolean
  tlsCa?: string
  saslMechanism?: SaslMechanism
  saslUsername?: string
  saslPassword?: Secret<string>
  batchSize: number
  lingerMs: number
  largestRecordBytes: number
  sessionTimeoutMs: number
  retryWaitsMs: number[]
  mostKills: number
  publishWithinMs: number
  partitions: number
  health: { lagWarn: number; silentSeconds: number; stillSeconds: number }
}

const KEYS: KeysOf<KafkaSettings> = {
  brokers: 'value',
  groupId: 'value',
  topics: {
    ingest: 'value',
    ingestDeadLetters: 'value',
    retry: 'value',
    retryDeadLetters: 'value',
    send: 'value',
  },
  eventsTopic: 'value',
  tls: 'value',
  tlsCa: 'value',
  saslMechanism: 'value',
  saslUsername: 'value',
  saslPassword: 'value',
  batchSize: 'value',
  lingerMs: 'value',
  largestRecordBytes: 'value',
  sessionTimeoutMs: 'value',
  retryWaitsMs: 'value',
  mostKills: 'value',
  publishWithinMs: 'value',
  partitions: 'value',
  health: { lagWarn: 'value', silentSeconds: 'value', stillSeconds: 'value' },
}

/** Whole numbers, with the least and the most. */
const RANGES: [keyof KafkaSettings, number, number][] = [
  ['batchSize', 1, 1_000],
  ['lingerMs', 0, 1_000],
  ['largestRecordBytes', 1_024, 1_000_000],
  ['sessionTimeoutMs', 1_000, 300_000],
  ['mostKills', 1, 100],
  ['publishWithinMs', 1_000, 600_000],
  ['partitions', 1, 1_000],
]

/** The checked settings of config/kafka.ts, and their injection token. */
export class KafkaConfig {
  readonly settings: KafkaSettings

  /** @throws InvalidKafkaConfig */
  constructor(settings: KafkaSettings) {
    const faults = findKafkaFaults(settings)
    if (faults.length > 0) throw new InvalidKafkaConfig(faults)
    this.settings = settings
  }

  /** Off without brokers. */
  get isOn(): boolean {
    return this.settings.brokers.length > 0
  }
}

export function defineKafka(settings: KafkaSettings): KafkaConfig {
  return new KafkaConfig(settings)
}

/** All faults of config/kafka.ts at once, each with what is allowed. */
export class InvalidKafkaConfig extends Exception {
  static code = 'E_INVALID_KAFKA_CONFIG'
  static status = 500

  constructor(readonly faults: string[]) {
    super(`config/kafka.ts cannot be used:\n${faults.map((fault) => `- ${fault}`).join('\n')}`)
  }
}

function findKafkaFaults(settings: KafkaSettings): string[] {
  const faults = findUnknownKeys(settings, KEYS)
  for (const [key, least, most] of RANGES) {
    const value = settings[key] as number
    if (!Number.isInteger(value) || value < least || value > most)
      faults.push(`${key} is ${value}, allowed: a whole number from ${least} to ${most}`)
  }
  const names = [...Object.values(settings.topics), settings.eventsTopic].filter(Boolean)
  if (new Set(names).size < names.length)
    faults.push(`topics: a name is used twice, allowed: one topic for each purpose`)
  if (settings.eventsTopic && settings.brokers.length === 0)
    faults.push(
      `eventsTopic is "${settings.eventsTopic}", but there are no brokers: set KAFKA_BROKERS, or leave KAFKA_EVENTS_TOPIC empty`
    )
  const { saslMechanism, saslUsername, saslPassword } = settings
  if (saslMechanism && !(saslUsername && saslPassword))
    faults.push(
      'saslMechanism is set, but not the login: set KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD'
    )
  if (!saslMechanism && (saslUsername || saslPassword))
    faults.push(
      `saslUsername or saslPassword is set, but not saslMechanism: set KAFKA_SASL_MECHANISM to ${SASL_MECHANISMS.join(', ')}`
    )
  return faults
}
