import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { countMessages, inWords } from '#monitoring/health/count_messages'
import { HealthCheck, judge, type Observation } from '#monitoring/health/health_check'

const COUNTED_AT_MOST = 10_001

/** How many messages wait for a person because their retries are used up. */
@inject()
export class DeadLettersCheck extends HealthCheck {
  readonly name = 'dead_letters'
  readonly key = 'messages:deadLetters'

  constructor(
    private readonly db: Database,
    private readonly config: SmsSchedulerConfig
  ) {
    super()
  }

  async observe(): Promise<Observation[]> {
    /** The configured number raises the warning itself. */
    const limits = { warnAbove: this.config.monitoring.deadLetterThreshold - 1 }
    const atMost = Math.max(COUNTED_AT_MOST, limits.warnAbove + 2)
    const count = await countMessages(this.db.connection(), `status = 'dead_letter'`, { atMost })
    const status = judge(count, limits)
    const output =
      status === 'pass'
        ? `${count} dead letters`
        : `${inWords(count, atMost)} dead letters wait for a person: their retries are used up; reason and error_message are on the rows`
    return [{ status, observedValue: count, ...limits, output }]
  }
}
