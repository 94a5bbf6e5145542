import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { changesOf } from '#app/pages/schedules/form_request'
import { refusalOf } from '#app/pages/schedules/refusal_of'
import { formOf } from '#app/pages/schedules/schedule_form'
import { ScheduleSteps } from '#app/pages/schedules/schedule_steps'
import { userOf } from '#dashboard/user_of'
import { RouteNotFound } from '#exceptions/route_not_found'
import { AuditService } from '#services/audit_service'
import { ScheduleService } from '#services/schedule_service'
import { ROW_ID } from '#values/row_id'

/** Changes what a schedule does and when, if nobody else did since it was read. */
@inject()
export default class ScheduleEditsController {
  constructor(
    private readonly schedules: ScheduleService,
    private readonly audit: AuditService,
    private readonly steps: ScheduleSteps
  ) {}

  async create(ctx: HttpContext) {
    const schedule = await this.#find(ctx)
    const { actor } = userOf(ctx)
    await this.audit.recordRead({ actor, what: 'schedules', subject: `schedule:${schedule.id}` })
    const target = { schedule, expected: { version: schedule.version } }
    return this.steps.fill(ctx, target, formOf(schedule))
  }

  async store(ctx: HttpContext) {
    const { i18n, request, response, session } = ctx
    const schedule = await this.#find(ctx)
    const { id } = schedule
    const { actor } = userOf(ctx)
    const version = versionOf(request.input('version'))
    const end = (refusal: string | null) => {
      if (refusal === null) session.flash('done', i18n.t('schedules.done.edit'))
      else session.flash('problem', i18n.t(`schedules.refused.${refusal}`))
      return response.redirect(`/schedules/${id}`)
    }
    const target = { schedule, expected: { version } }
    return this.steps.answer(ctx, target, {
      preview: async (form) => {
        const changes = changesOf(form, schedule)
        const { planned } = await this.schedules.previewEdit({ id, version, actor, changes })
        return planned
      },
      save: async (form, reason) => {
        const changes = changesOf(form, schedule)
        const edited = await this.schedules.edit({ id, version, actor, changes, reason })
        return end(edited.outcome === 'unchanged' ? 'nothing_changed' : refusalOf(edited))
      },
      refuse: () => end('changed_meanwhile'),
    })
  }

  async #find(ctx: HttpContext) {
    const schedule = await this.schedules.find(Number(ctx.params.id))
    if (!schedule || schedule.disabledReason === 'deleted') throw new RouteNotFound()
    return schedule
  }
}

/** One that no schedule has, if the form has none. */
function versionOf(given: unknown): number {
  return typeof given === 'string' && ROW_ID.test(given) ? Number(given) : 0
}
