import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Clock } from '#app/clock'
import type { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import type { GatewayConfig } from '#gateways/define_config'
import type { JobHandlers } from '#schedules/jobs/job_handlers'

export type HealthStatus = 'pass' | 'warn' | 'fail'

export interface HealthThresholds {
  warn?: number
  fail?: number
}

/** What a check has seen. Never a phone number, a name or a text: health is read by machines and mailed around. */
export interface Finding {
  status: HealthStatus
  observedValue: number | string | null
  /** `ms`, `s`, `messages`, `receipts`, `schedules`, `units`, `share` (from 0 to 1), `state`. */
  observedUnit: string
  /** What the value is judged by; none for a state. */
  thresholds?: HealthThresholds
  /** In plain words: what is, and where something is the matter, what to do. */
  output: string
  /** Passes, and people who look should know all the same. */
  worthSaying?: boolean
}

/** What every check is given. */
export interface HealthContext {
  client: QueryClientContract
  clock: Clock
  config: SmsSchedulerConfig
  gateways: GatewayConfig
  jobs: JobHandlers
}

/**
 * One question about the state of Rappel. It only reads, and costs the same
 * with ten million messages: counts stop at a limit, lookups use an index.
 */
export interface HealthCheck {
  /** `component:measurement`, as in draft-inadarei-api-health-check. */
  key: string
  /** What `--only` takes. */
  name: string
  run(context: HealthContext): Promise<Finding>
}
