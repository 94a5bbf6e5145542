import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { downloadCsv } from '#app/pages/download_csv'
import type { Reader } from '#app/pages/reader'
import { Readers } from '#app/pages/readers'
import { SCHEDULE_COLUMNS, scheduleCsvRow } from '#app/pages/schedules/schedules_csv'
import { enabledIn, tabOf } from '#app/pages/schedules/schedules_page'
import { ScheduleService } from '#services/schedule_service'

/** Schedules that are read at once. */
const PAGE = 500

/** The schedules of a tab as a file for a spreadsheet. */
@inject()
export default class ScheduleExportsController {
  constructor(
    private readonly schedules: ScheduleService,
    private readonly readers: Readers
  ) {}

  show(ctx: HttpContext) {
    const reader = this.readers.of(ctx)
    const rows = this.#rows(reader, enabledIn(tabOf(ctx.request.qs().tab)))
    return downloadCsv(ctx, reader, { list: 'schedules', columns: SCHEDULE_COLUMNS, rows })
  }

  /** Page by page, so that memory does not grow with the list. */
  async *#rows(reader: Reader, enabled: boolean | undefined) {
    for (let beforeId: number | undefined; ;) {
      const found = await this.schedules.list({ enabled, beforeId, limit: PAGE })
      const latest = await this.schedules.latestOccurrences(found.map(({ id }) => id))
      for (const schedule of found) yield scheduleCsvRow(reader, schedule, latest.get(schedule.id))
      if (found.length < PAGE) return
      beforeId = found[PAGE - 1].id
    }
  }
}
