import { randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { requestOf } from '#app/pages/schedules/form_request'
import { emptyForm } from '#app/pages/schedules/schedule_form'
import { ScheduleSteps } from '#app/pages/schedules/schedule_steps'
import { Readers } from '#app/pages/readers'
import { userOf } from '#dashboard/user_of'
import { ScheduleService } from '#services/schedule_service'

const KEY = /^[\da-f-]{36}$/

/** Creates a schedule, once however often its form is sent. */
@inject()
export default class ScheduleCreationsController {
  constructor(
    private readonly schedules: ScheduleService,
    private readonly steps: ScheduleSteps,
    private readonly readers: Readers
  ) {}

  create(ctx: HttpContext) {
    return this.steps.fill(ctx, targetOf(ctx), emptyForm(this.readers.of(ctx).zone))
  }

  store(ctx: HttpContext) {
    const { i18n, response, session } = ctx
    const target = targetOf(ctx)
    return this.steps.answer(ctx, target, {
      preview: (form) => this.schedules.preview(requestOf(form)),
      save: async (form, reason) => {
        const request = { ...requestOf(form), idempotencyKey: `page:${target.expected.key}` }
        const author = { source: 'page', actor: userOf(ctx).actor, reason }
        const creation = await this.schedules.create(request, author)
        const isOther = creation.outcome === 'existing' && !creation.sameRequest
        if (isOther) session.flash('problem', i18n.t('schedules.refused.sent_before'))
        else session.flash('done', i18n.t('schedules.done.new'))
        return response.redirect(`/schedules/${creation.schedule.id}`)
      },
      refuse: () => response.redirect('/schedules'),
    })
  }
}

function targetOf({ request }: HttpContext) {
  const given = request.input('key')
  const key = typeof given === 'string' && KEY.test(given) ? given : randomUUID()
  return { schedule: null, expected: { key } }
}
