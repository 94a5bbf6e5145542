import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { HealthCheck, judge, type Observation } from '#monitoring/health/health_check'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Attempts that are looked at, the newest: enough for a rate, however fast the account is. */
const LOOKED_AT = 10_000

/** More fails than gets through: no longer a matter of a few wrong numbers. */
const MOST_FAIL = 0.5

/** Which share of the attempts of the last hour failed. "Too many requests" is no failure. */
@inject()
export class FailureRateCheck extends HealthCheck {
  readonly name = 'failure_rate'
  readonly key = 'attempts:failureRate'

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {
    super()
  }

  async observe(): Promise<Observation[]> {
    const { failureRate, failureRateMinimumAttempts } = this.config.monitoring
    const limits = { warnAbove: failureRate, failAbove: Math.max(failureRate, MOST_FAIL) }
    const { attempts, failed } = await this.#lastHour()
    if (attempts < failureRateMinimumAttempts) {
      const output = `${attempts} attempts in the last hour: too few to judge by`
      return [{ status: 'pass', observedValue: null, ...limits, output }]
    }
    const rate = Number((failed / attempts).toFixed(3))
    const status = judge(rate, limits)
    const share = `${failed} of the last ${attempts} attempts of the last hour failed`
    const output =
      status === 'pass'
        ? share
        : `${share}: look at outcome, error_code and error_message of the newest sms_attempts`
    return [{ status, observedValue: rate, ...limits, output }]
  }

  async #lastHour() {
    const rows = await query<{ outcome: string; count: number }>(
      this.db.connection(),
      `SELECT outcome, COUNT(*) AS count FROM (
         SELECT outcome FROM sms_attempts WHERE started_at >= :since ORDER BY started_at DESC LIMIT :looked_at
       ) AS latest WHERE outcome IS NOT NULL AND outcome NOT IN ('throttled', 'not_posted') GROUP BY outcome`,
      { since: toSqlInstant(this.clock.now().minus({ hours: 1 })), looked_at: LOOKED_AT }
    )
    const sum = (some: typeof rows) => some.reduce((total, { count }) => total + count, 0)
    return {
      attempts: sum(rows),
      failed: sum(rows.filter(({ outcome }) => outcome !== 'accepted')),
    }
  }
}
