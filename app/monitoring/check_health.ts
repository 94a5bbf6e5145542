import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { EventsConfig } from '#settings/events_config'
import { KafkaConfig } from '#settings/kafka_config'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { GatewayConfig } from '#gateways/define_config'
import type { HealthCheck, HealthContext } from '#monitoring/health/health_check'
import {
  worstOf,
  type HealthCheckResult,
  type HealthReport,
} from '#monitoring/health/health_report'
import { HEALTH_CHECKS } from '#monitoring/health/registry'
import { runWithin } from '#monitoring/health/run_within'
import { PhoneHash } from '#consents/phone_hash'
import { DatabaseAge } from '#delivery/restore/database_age'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { followDatabaseClock } from '#storage/follow_database_clock'

export type { HealthReport } from '#monitoring/health/health_report'

/** Milliseconds a check may take. */
const CHECK_TIMEOUT_MS = 5_000

/**
 * Runs all checks, or one. Always returns within seconds: a check that throws or hangs is reported
 * as unknown.
 */
@inject()
export class CheckHealth {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly gateways: GatewayConfig,
    private readonly jobs: JobHandlers,
    private readonly age: DatabaseAge,
    private readonly hash: PhoneHash,
    private readonly kafka: KafkaConfig,
    private readonly events: EventsConfig,
    private readonly logger: Logger
  ) {}

  /** `only` is the name of a check; throws `UnknownHealthCheck` for an unknown one. */
  async run(
    { only }: { only?: string } = {},
    checks: readonly HealthCheck[] = HEALTH_CHECKS,
    timeoutMs = CHECK_TIMEOUT_MS
  ): Promise<HealthReport> {
    const isWanted = ({ name, isOn }: HealthCheck) =>
      only === undefined ? (isOn?.(this.#context()) ?? true) : name === only
    const wanted = checks.filter(isWanted)
    if (wanted.length === 0) throw new UnknownHealthCheck(only!, checks)

    /** Without the database no check can answer: do not run into ten timeouts to learn that. */
    const [first, ...others] = wanted
    const gate = await this.#ask(first, timeoutMs)
    const rest = isUsable(gate)
      ? await Promise.all(others.map((check) => this.#ask(check, timeoutMs)))
      : others.map((check) => notFoundOut(check, `not checked because of "${first.name}"`))
    const results = [gate, ...rest]
    return { status: worstOf(results), checkedAt: this.clock.now().toISO(), checks: results }
  }

  async #ask(check: HealthCheck, timeoutMs: number): Promise<HealthCheckResult> {
    try {
      const finding = await runWithin(timeoutMs, async () => {
        await followDatabaseClock(this.db.connection(), this.clock)
        return check.run(this.#context())
      })
      return { key: check.key, name: check.name, ...finding }
    } catch (error) {
      const why = reasonOf(error)
      this.logger.warn({ check: check.name, why }, 'health check gave no answer')
      return notFoundOut(check, why)
    }
  }

  #context(): HealthContext {
    return {
      client: this.db.connection(),
      clock: this.clock,
      config: this.config,
      gateways: this.gateways,
      jobs: this.jobs,
      age: this.age,
      hash: this.hash,
      kafka: this.kafka,
      events: this.events,
    }
  }
}

function notFoundOut({ key, name }: HealthCheck, why: string): HealthCheckResult {
  return {
    key,
    name,
    status: 'unknown',
    observedValue: null,
    observedUnit: '',
    output: `Could not find out: ${why}`,
  }
}

function isUsable({ status }: HealthCheckResult): boolean {
  return status === 'pass' || status === 'warn'
}

/**
 * Strips the statement that Knex puts before the message. For "connection refused" at several
 * addresses, Node gives an error with a code and no message.
 */
function reasonOf(error: any): string {
  const message = String(error?.message ?? '')
  return (
    message.slice(message.lastIndexOf(' - ') + 1).replace(/^- /, '') || error?.code || String(error)
  )
}

export class UnknownHealthCheck extends Error {
  readonly code = 'E_UNKNOWN_HEALTH_CHECK'

  constructor(
    readonly check: string,
    checks: readonly HealthCheck[]
  ) {
    super(
      `There is no health check "${check}"; use one of: ${checks.map(({ name }) => name).join(', ')}`
    )
  }
}
