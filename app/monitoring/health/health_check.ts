import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Clock } from '#app/clock'
import type { EventsConfig } from '#settings/events_config'
import type { KafkaConfig } from '#settings/kafka_config'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import type { GatewayConfig } from '#gateways/define_config'
import type { PhoneHash } from '#consents/phone_hash'
import type { DatabaseAge } from '#delivery/restore/database_age'
import type { JobHandlers } from '#schedules/jobs/job_handlers'

export type HealthStatus = 'pass' | 'warn' | 'fail'

export interface HealthThresholds {
  warn?: number
  fail?: number
}

/**
 * The result of a check. Never a phone number, a name or a text: health is read by machines and
 * sent around.
 */
export interface Finding {
  status: HealthStatus
  observedValue: number | string | null
  /** `ms`, `s`, `MB`, `messages`, `receipts`, `replies`, `opt-outs`, `events`, `notices`, `schedules`, `records`, `rules`, `units`, `months`, `share` (from 0 to 1), `instant` (ISO 8601), `state`. */
  observedUnit: string
  /** The limits for the value; missing for a state. */
  thresholds?: HealthThresholds
  /** In plain words: the state and, if something is wrong, what to do. */
  output: string
  /** Passes, but people should still see it. */
  worthSaying?: boolean
}

/** The input of every check. */
export interface HealthContext {
  client: QueryClientContract
  clock: Clock
  config: SmsSchedulerConfig
  gateways: GatewayConfig
  jobs: JobHandlers
  age: DatabaseAge
  hash: PhoneHash
  kafka: KafkaConfig
  events: EventsConfig
}

/**
 * One question about the state of Rappel. A check only reads, and costs the same with ten million
 * messages: counts stop at a limit, lookups use an index.
 */
export interface HealthCheck {
  /** `component:measurement`, as in draft-inadarei-api-health-check. */
  key: string
  /** The value of `--only`. */
  name: string
  /** Whether its part is in use; without it, always. A check of a part that is off is left out. */
  isOn?(context: HealthContext): boolean
  run(context: HealthContext): Promise<Finding>
}
