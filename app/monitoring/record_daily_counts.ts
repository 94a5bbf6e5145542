import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { localDayOf, recordDay } from '#messages/daily_counts'
import { recordFinishedDays } from '#messages/figures/daily_figures'
import { figuresBetween } from '#monitoring/figures_between'
import { summaryOf, type FiguresSummary } from '#monitoring/figures_summary'

/** What is kept of a day. */
export interface DayReport extends FiguresSummary {
  /** `YYYY-MM-DD` */
  day: string
  /** Messages that made their last move on that day. */
  recorded: number
}

/**
 * Records yesterday: its messages in `sms_daily_counts`, its figures in `sms_daily_figures`.
 * Yesterday is by the calendar in the zone of the timetable. Running it again changes nothing.
 */
@inject()
export class RecordDailyCounts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  async run(): Promise<DayReport> {
    const client = this.db.connection()
    const { timezone } = this.config
    const now = this.clock.now()
    const yesterday = localDayOf(now.setZone(timezone).minus({ days: 1 }), timezone)
    const recorded = await recordDay(client, yesterday)
    await recordFinishedDays(client, { now, timezone })
    const figures = await figuresBetween(client, yesterday, timezone)
    const report = { day: yesterday.date, recorded, ...summaryOf(figures.total.get('')!) }
    this.logger.info(report, 'day counted')
    return report
  }
}
