import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { ACTIVITY_COLUMNS, activityCsvRow } from '#app/pages/activity/activity_csv'
import { readActivity } from '#app/pages/activity/activity_filters'
import { ActivityReader } from '#app/pages/activity/activity_reader'
import { eventInWords } from '#app/pages/activity/event_in_words'
import { downloadCsv } from '#app/pages/download_csv'
import type { Reader } from '#app/pages/reader'
import { Readers } from '#app/pages/readers'
import { userOf } from '#dashboard/user_of'
import { AuditService } from '#services/audit_service'
import type { ActivityFilter, ActivityPlace } from '#storage/audit/read_activity'

/** Events that are read at once. */
const PAGE = 500

/** Who did what, as a file for a spreadsheet. */
@inject()
export default class ActivityExportsController {
  constructor(
    private readonly audit: AuditService,
    private readonly activity: ActivityReader,
    private readonly readers: Readers
  ) {}

  async show(ctx: HttpContext) {
    const reader = this.readers.of(ctx)
    const { filter } = readActivity(ctx.request.qs(), { zone: reader.zone, role: userOf(ctx).role })
    const rows = this.#rows(ctx, reader, filter)
    return downloadCsv(ctx, reader, { list: 'activity', columns: ACTIVITY_COLUMNS, rows })
  }

  /** Page by page, so that memory does not grow with the log. */
  async *#rows(ctx: HttpContext, reader: Reader, filter: ActivityFilter) {
    for (let after: ActivityPlace | null = null; ;) {
      const { events, next } = await this.audit.activity(filter, { after, limit: PAGE })
      const context = await this.activity.contextOf(ctx, events)
      for (const event of events) yield activityCsvRow(event, eventInWords(reader, event, context))
      if (next === null) return
      after = next
    }
  }
}
