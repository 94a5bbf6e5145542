import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { DateTime } from 'luxon'
import { noteOf } from '#app/pages/messages/message_question'
import { Readers } from '#app/pages/readers'
import { readTarget } from '#app/pages/system/pause_address'
import { resumePage } from '#app/pages/system/pause_page'
import { PausePreview } from '#app/pages/system/pause_preview'
import { userOf } from '#dashboard/user_of'
import { RouteNotFound } from '#exceptions/route_not_found'
import { SmsSchedulerService } from '#services/sms_scheduler_service'

/** Ends a pause of sending; that of everything starts stopped accounts again, too. */
@inject()
export default class SendingResumptionsController {
  constructor(
    private readonly scheduler: SmsSchedulerService,
    private readonly previews: PausePreview,
    private readonly readers: Readers
  ) {}

  async create(ctx: HttpContext) {
    const page = resumePage(this.readers.of(ctx), await this.previews.of(ctx))
    return ctx.view.render('pages/resume', { page })
  }

  async store(ctx: HttpContext) {
    const { i18n, request, response, session } = ctx
    const target = readTarget(request.input('what'))
    if (!target) throw new RouteNotFound()
    const since = sinceOf(request.input('since'))
    const { actor } = userOf(ctx)
    const resume = () =>
      this.scheduler.resumeSending({ ...target, actor, reason: noteOf(ctx), since })
    const isOther = since === undefined && (await this.#isPaused(ctx))
    const result = isOther ? undefined : await resume()
    if (result?.resumed) session.flash('done', i18n.t('system.resume.done'))
    else session.flash('problem', i18n.t('system.resume.changed'))
    return response.redirect('/system')
  }

  /** Though the form saw no pause: it was about stopped accounts alone. */
  async #isPaused(ctx: HttpContext): Promise<boolean> {
    const { preview } = await this.previews.of(ctx)
    return preview.pause !== null
  }
}

/** When the pause began that was seen; undefined where none was. */
function sinceOf(given: unknown): DateTime<true> | undefined {
  if (typeof given !== 'string' || given.length > 40) return undefined
  const since = DateTime.fromISO(given, { zone: 'utc' })
  return since.isValid ? since : undefined
}
