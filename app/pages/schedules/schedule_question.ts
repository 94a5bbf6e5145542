import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { Readers } from '#app/pages/readers'
import { userOf } from '#dashboard/user_of'
import { RouteNotFound } from '#exceptions/route_not_found'
import { InvalidSchedule } from '#schedules/manage/invalid_schedule'
import { AuditService } from '#services/audit_service'
import { ScheduleService } from '#services/schedule_service'
import { ROW_ID } from '#values/row_id'
import { scheduleAskPage } from './schedule_ask_page.js'
import type { ScheduleAction } from './schedule_page.js'

/** What a form read of a schedule. */
export interface ExpectedSchedule {
  version: number
  lastOccurrence: number | null
}

/** Asks before something is done to a schedule, and says what came of it. */
@inject()
export class ScheduleQuestion {
  constructor(
    private readonly schedules: ScheduleService,
    private readonly audit: AuditService,
    private readonly readers: Readers
  ) {}

  async ask(ctx: HttpContext, action: ScheduleAction): Promise<string> {
    const id = Number(ctx.params.id)
    const schedule = await this.schedules.find(id)
    if (!schedule) throw new RouteNotFound()
    const latest = await this.schedules.latestOccurrences([id])
    const page = scheduleAskPage(this.readers.of(ctx), action, { schedule, last: latest.get(id) })
    if (page.effect?.sms) {
      const { actor } = userOf(ctx)
      await this.audit.recordRead({ actor, what: 'schedules', subject: `schedule:${id}` })
    }
    return ctx.view.render('pages/schedule_action', { page })
  }

  /** `work` returns the name of a refusal (`schedules.refused.…`), or null. */
  async answer(
    ctx: HttpContext,
    action: ScheduleAction,
    work: (request: {
      id: number
      actor: string
      expected: ExpectedSchedule
    }) => Promise<string | null>
  ) {
    const { i18n, session, response } = ctx
    const id = Number(ctx.params.id)
    const expected = expectedBy(ctx)
    const refusal = expected
      ? await withInvalid(() => work({ id, actor: userOf(ctx).actor, expected }))
      : 'changed_meanwhile'
    if (refusal === 'not_found') throw new RouteNotFound()
    if (refusal === null) session.flash('done', i18n.t(`schedules.done.${action}`))
    else session.flash('problem', i18n.t(`schedules.refused.${refusal}`))
    return response.redirect(`/schedules/${id}`)
  }
}

function expectedBy({ request }: HttpContext): ExpectedSchedule | null {
  const { version, last } = request.only(['version', 'last'])
  if (!ROW_ID.test(String(version))) return null
  return {
    version: Number(version),
    lastOccurrence: ROW_ID.test(String(last)) ? Number(last) : null,
  }
}

/** Its job or its times are of no use any more. */
async function withInvalid(work: () => Promise<string | null>): Promise<string | null> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof InvalidSchedule)) throw error
    return 'invalid'
  }
}
