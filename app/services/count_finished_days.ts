import { inject } from '@adonisjs/core'
import { RecordVisits } from '#evaluation/record_visits'
import { RecordDailyCounts, type DayReport } from '#monitoring/record_daily_counts'

/** What is kept of finished days, before their messages are deleted. */
@inject()
export class CountFinishedDays {
  constructor(
    private readonly counts: RecordDailyCounts,
    private readonly visits: RecordVisits
  ) {}

  /** `visitDays`: days whose visits were counted. */
  async run(): Promise<DayReport & { visitDays: number }> {
    return { ...(await this.counts.run()), visitDays: await this.visits.run() }
  }
}
