import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { mayAct } from '#app/pages/may_act'
import { Readers } from '#app/pages/readers'
import { schedulePage } from '#app/pages/schedules/schedule_page'
import { enabledIn, schedulesPage, tabOf } from '#app/pages/schedules/schedules_page'
import { actorInWords } from '#dashboard/actor_in_words'
import { userOf } from '#dashboard/user_of'
import { RouteNotFound } from '#exceptions/route_not_found'
import { AuditService } from '#services/audit_service'
import { PageService } from '#services/page_service'
import { ScheduleService } from '#services/schedule_service'
import { ROW_ID } from '#values/row_id'

const PAGE = 25

/** Schedules, newest first, and one with what became of its runs. */
@inject()
export default class SchedulesController {
  constructor(
    private readonly schedules: ScheduleService,
    private readonly names: PageService,
    private readonly audit: AuditService,
    private readonly readers: Readers
  ) {}

  async index(ctx: HttpContext) {
    const query = ctx.request.qs()
    const tab = tabOf(query.tab)
    const beforeId = cursorOf(query.before)
    const found = await this.schedules.list({
      enabled: enabledIn(tab),
      beforeId,
      limit: PAGE + 1,
    })
    const schedules = found.slice(0, PAGE)
    const page = schedulesPage(this.readers.of(ctx), {
      schedules,
      latest: await this.schedules.latestOccurrences(schedules.map(({ id }) => id)),
      tab,
      next: found.length > PAGE ? schedules[PAGE - 1].id : null,
      isLater: beforeId !== undefined,
      mayAct: mayAct(ctx),
    })
    return ctx.view.render('pages/schedules', { page })
  }

  async show(ctx: HttpContext) {
    const id = Number(ctx.params.id)
    const schedule = await this.schedules.find(id)
    if (!schedule) throw new RouteNotFound()
    const beforeId = cursorOf(ctx.request.qs().before)
    const found = await this.schedules.occurrences({ scheduleId: id, beforeId, limit: PAGE + 1 })
    const occurrences = found.slice(0, PAGE)
    const latest = await this.schedules.latestOccurrences([id])
    const names = await this.names.nameActors([schedule.disabledBy ?? ''])
    const page = schedulePage(this.readers.of(ctx), {
      schedule,
      occurrences,
      next: found.length > PAGE ? occurrences[PAGE - 1].id : null,
      isLater: beforeId !== undefined,
      last: latest.get(id),
      nameOf: (actor) => actorInWords(actor, names, ctx.i18n),
      mayAct: mayAct(ctx),
    })
    const { actor } = userOf(ctx)
    await this.audit.recordRead({ actor, what: 'schedules', subject: `schedule:${id}` })
    return ctx.view.render('pages/schedule', { page })
  }
}

function cursorOf(given: unknown): number | undefined {
  return typeof given === 'string' && ROW_ID.test(given) ? Number(given) : undefined
}
