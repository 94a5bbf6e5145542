import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { countMessages, inWords } from '#monitoring/health/count_messages'
import { HealthCheck, judge, type Observation } from '#monitoring/health/health_check'
import { toSqlInstant } from '#storage/instants'

/** How many messages wait although they are due. */
@inject()
export class DueCheck extends HealthCheck {
  readonly name = 'due'
  readonly key = 'messages:due'

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {
    super()
  }

  async observe(): Promise<Observation[]> {
    const { pendingThreshold } = this.config.monitoring
    const limits = { warnAbove: pendingThreshold, failAbove: pendingThreshold * 2 }
    const atMost = limits.failAbove + 1
    const due = await countMessages(
      this.db.connection(),
      `status = 'pending' AND priority IN (1, 2, 3) AND scheduled_at <= :now`,
      { now: toSqlInstant(this.clock.now()), atMost }
    )
    const status = judge(due, limits)
    const output =
      status === 'pass'
        ? `${due} messages are due`
        : `${inWords(due, atMost)} messages are due and wait: see whether sending is stopped or slow (account, scheduler, oldest_due)`
    return [{ status, observedValue: due, ...limits, output }]
  }
}
