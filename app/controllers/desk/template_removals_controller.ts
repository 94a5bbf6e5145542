import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { noteOf } from '#app/pages/messages/message_question'
import { Readers } from '#app/pages/readers'
import { removePage } from '#app/pages/templates/remove_page'
import { templateHref } from '#app/pages/templates/template_address'
import { userOf } from '#dashboard/user_of'
import { RouteNotFound } from '#exceptions/route_not_found'
import { OverviewService } from '#services/overview_service'
import { TemplateService } from '#services/template_service'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { ROW_ID } from '#values/row_id'

/** Ends a text, so that the one of the default language stands in. */
@inject()
export default class TemplateRemovalsController {
  constructor(
    private readonly templates: TemplateService,
    private readonly overview: OverviewService,
    private readonly config: SmsSchedulerConfig,
    private readonly readers: Readers
  ) {}

  create(ctx: HttpContext) {
    return this.#ask(ctx)
  }

  async store(ctx: HttpContext) {
    const { i18n, params, request, response, session } = ctx
    const { type, language } = params
    const reason = noteOf(ctx)
    if (reason === undefined) {
      response.status(422)
      return this.#ask(ctx, true)
    }
    const version = request.input('version')
    const expected = ROW_ID.test(String(version)) ? Number(version) : 0
    const { actor } = userOf(ctx)
    const outcome = await this.templates.remove({ type, language, expected, actor, reason })
    if (outcome === 'removed') session.flash('done', i18n.t('templates.remove.done'))
    else session.flash('problem', i18n.t(`templates.remove.${outcome}`))
    return response.redirect(outcome === 'removed' ? '/templates' : templateHref(type, language))
  }

  async #ask(ctx: HttpContext, isReasonMissing = false) {
    const { type, language } = ctx.params
    const { templates } = await this.templates.list({ type })
    const inUse = templates.find((one) => one.language === language)
    if (!inUse || !(await this.templates.canRemove({ type, language }))) throw new RouteNotFound()
    const { days } = await this.overview.comingDays()
    const removal = {
      ...inUse,
      standIn: this.config.text.defaultLanguage,
      tomorrow: days[0]?.byType[type] ?? 0,
    }
    const page = removePage(this.readers.of(ctx), removal, isReasonMissing)
    return ctx.view.render('pages/template_remove', { page })
  }
}
