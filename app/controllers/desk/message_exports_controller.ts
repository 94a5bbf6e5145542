import { inject } from '@adonisjs/core'
import config from '@adonisjs/core/services/config'
import type { HttpContext } from '@adonisjs/core/http'
import { downloadCsv } from '#app/pages/download_csv'
import { readFilters } from '#app/pages/messages/filters'
import { csvRow, MESSAGE_COLUMNS } from '#app/pages/messages/messages_csv'
import { Readers } from '#app/pages/readers'
import { userOf } from '#dashboard/user_of'
import type { MessageSelection } from '#desk/message_selection'
import { AuditService } from '#services/audit_service'
import { DeskService } from '#services/desk_service'
import { OverviewService } from '#services/overview_service'
import type { Reader } from '#app/pages/reader'

/** Messages that are read at once. */
const PAGE = 500

/** The messages of a filter as a file for a spreadsheet, with masked numbers. */
@inject()
export default class MessageExportsController {
  constructor(
    private readonly desk: DeskService,
    private readonly overview: OverviewService,
    private readonly audit: AuditService,
    private readonly readers: Readers
  ) {}

  async show(ctx: HttpContext) {
    const reader = this.readers.of(ctx)
    const country = config.get<any>('api.defaultCountry')
    const { selection, values } = readFilters(ctx.request.qs(), { reader, country })
    await this.audit.recordRead({
      actor: userOf(ctx).actor,
      what: 'messages_csv',
      filter: Object.keys(values),
    })
    const rows = this.#rows(reader, selection)
    return downloadCsv(ctx, reader, { list: 'messages', columns: MESSAGE_COLUMNS, rows })
  }

  /** Page by page along the ids, so that memory does not grow with the list. */
  async *#rows(reader: Reader, selection: MessageSelection) {
    for (let before: number | undefined; ;) {
      const list = await this.desk.list({ ...selection, limit: PAGE, before, counted: false })
      const people = await this.overview.peopleOf(list.messages.map(({ id }) => id))
      for (const message of list.messages) yield csvRow(reader, message, people.get(message.id))
      if (list.next === null) return
      before = list.next
    }
  }
}
