import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { AlreadyPaused, UnusableUntil } from '#delivery/pauses/errors'
import { noteOf } from '#app/pages/messages/message_question'
import { Readers } from '#app/pages/readers'
import { pausePage, type PauseFaults } from '#app/pages/system/pause_page'
import { PausePreview } from '#app/pages/system/pause_preview'
import { userOf } from '#dashboard/user_of'
import { SmsSchedulerService } from '#services/sms_scheduler_service'

/** Pauses sending: everything, a facility or a type of reminder. */
@inject()
export default class SendingPausesController {
  constructor(
    private readonly scheduler: SmsSchedulerService,
    private readonly previews: PausePreview,
    private readonly readers: Readers
  ) {}

  create(ctx: HttpContext) {
    return this.#ask(ctx)
  }

  async store(ctx: HttpContext) {
    const { i18n, request, response, session } = ctx
    const reason = noteOf(ctx)
    const until = untilOf(request.input('until'))
    const given = { reason: reason ?? '', until: until ?? '' }
    if (reason === undefined)
      return this.#ask(ctx, { reason: i18n.t('system.pause.no_reason'), given })
    const { target } = await this.previews.of(ctx)
    try {
      const { actor } = userOf(ctx)
      await this.scheduler.pauseSending({ ...target, actor, reason, until, isNew: true })
    } catch (error) {
      if (error instanceof UnusableUntil)
        return this.#ask(ctx, { until: i18n.t('system.pause.no_until'), given })
      if (!(error instanceof AlreadyPaused)) throw error
      session.flash('problem', i18n.t('system.pause.changed'))
      return response.redirect('/system')
    }
    session.flash('done', i18n.t('system.pause.done'))
    return response.redirect('/system')
  }

  async #ask(ctx: HttpContext, faults: PauseFaults = {}) {
    if (faults.given) ctx.response.status(422)
    const page = pausePage(this.readers.of(ctx), await this.previews.of(ctx), faults)
    return ctx.view.render('pages/pause', { page })
  }
}

/** `2026-03-10T18:00` as browsers give it, with a blank; undefined without one. */
function untilOf(given: unknown): string | undefined {
  return typeof given === 'string' && given !== ''
    ? given.slice(0, 40).replace('T', ' ')
    : undefined
}
