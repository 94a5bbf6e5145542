import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { localDayOf, recordDay } from '#messages/daily_counts'

/**
 * Counts yesterday's messages into `sms_daily_counts`. Yesterday is by the calendar in the zone of
 * the timetable. Running it again changes nothing.
 */
@inject()
export class RecordDailyCounts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  /** Returns how many messages made their last move yesterday. */
  async run(): Promise<number> {
    const { timezone } = this.config
    const yesterday = localDayOf(this.clock.now().setZone(timezone).minus({ days: 1 }), timezone)
    const messages = await recordDay(this.db.connection(), yesterday)
    this.logger.info({ day: yesterday.date, messages }, 'day counted')
    return messages
  }
}
