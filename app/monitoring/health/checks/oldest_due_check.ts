import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { durationInWords } from '#monitoring/health/duration'
import { HealthCheck, judge, type Observation } from '#monitoring/health/health_check'
import { oldestDueSince } from '#monitoring/oldest_due'

/** How long the message that has waited longest has been due. */
@inject()
export class OldestDueCheck extends HealthCheck {
  readonly name = 'oldest_due'
  readonly key = 'messages:oldestDueAge'

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {
    super()
  }

  async observe(): Promise<Observation[]> {
    const warnAbove = this.config.monitoring.processingDelayMinutes * 60
    const limits = { warnAbove, failAbove: warnAbove * 2 }
    const now = this.clock.now()
    const since = await oldestDueSince(this.db.connection(), now)
    const age = since ? Math.max(0, Math.floor(now.diff(since).as('seconds'))) : 0
    const status = judge(age, limits)
    const output =
      status === 'pass'
        ? since
          ? `the oldest due message has waited for ${durationInWords(age)}`
          : 'nothing is due'
        : `a due message has waited for ${durationInWords(age)}: see whether sending is stopped (account, scheduler) or more is due than the account may send`
    return [{ status, observedValue: age, observedUnit: 's', ...limits, output }]
  }
}
