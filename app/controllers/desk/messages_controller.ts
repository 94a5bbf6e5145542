import { inject } from '@adonisjs/core'
import config from '@adonisjs/core/services/config'
import type { HttpContext } from '@adonisjs/core/http'
import { readFilters } from '#app/pages/messages/filters'
import { messagesPage } from '#app/pages/messages/list_page'
import { MessageScreen } from '#app/pages/messages/message_screen'
import { mayAct } from '#app/pages/may_act'
import { Readers } from '#app/pages/readers'
import { renderLive } from '#dashboard/live_page'
import { userOf } from '#dashboard/user_of'
import type { MessageSelection } from '#desk/message_selection'
import { AuditService } from '#services/audit_service'
import { DeskService } from '#services/desk_service'
import { OverviewService } from '#services/overview_service'
import { ReferenceService } from '#services/reference_service'
import { ROW_ID } from '#values/row_id'

/** Messages on a page. */
const PAGE = 25

/** Health centres that a form offers. */
const FACILITIES = 500

/** Messages, newest first, and one with all that happened to it. */
@inject()
export default class MessagesController {
  constructor(
    private readonly desk: DeskService,
    private readonly overview: OverviewService,
    private readonly references: ReferenceService,
    private readonly screen: MessageScreen,
    private readonly audit: AuditService,
    private readonly readers: Readers
  ) {}

  async index(ctx: HttpContext) {
    const reader = this.readers.of(ctx)
    const query = ctx.request.qs()
    const country = config.get<any>('api.defaultCountry')
    const filters = readFilters(query, { reader, country })
    const before = cursorOf(query.before)
    const list = await this.desk.list({
      ...filters.selection,
      limit: PAGE,
      before,
      counted: before === undefined && isCheapToCount(filters.selection),
    })
    const ids = list.messages.map(({ id }) => id)
    const facilities = await this.references.facilities({ after: null, take: FACILITIES })
    const page = messagesPage(reader, {
      filters,
      list,
      counts: await this.overview.countStates(),
      people: await this.overview.peopleOf(ids),
      facilities,
      languages: languagesOf(facilities, filters.values.language),
      mayAct: mayAct(ctx),
      isLater: before !== undefined,
    })
    const html = await renderLive(ctx, 'pages/messages', { page, isLater: before !== undefined })
    if (html)
      await this.audit.recordRead({
        actor: userOf(ctx).actor,
        what: 'messages',
        rows: ids,
        filter: Object.keys(filters.values),
      })
    return html
  }

  show(ctx: HttpContext) {
    return this.screen.show(ctx)
  }
}

function cursorOf(given: unknown): number | undefined {
  return typeof given === 'string' && ROW_ID.test(given) ? Number(given) : undefined
}

/** Along an index of few, or of a period. The rest is walked in id order, which has no end. */
function isCheapToCount({ statuses, search, facility, from }: MessageSelection): boolean {
  if (search ?? facility ?? from) return true
  return statuses?.every((status) => NEED_ATTENTION.includes(status)) ?? false
}

const NEED_ATTENTION = ['dead_letter', 'unknown', 'failed']

function languagesOf(facilities: { language: string }[], chosen: string | undefined): string[] {
  const languages = new Set(facilities.map(({ language }) => language))
  if (chosen) languages.add(chosen)
  return [...languages].sort()
}
