import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { mayAct } from '#app/pages/may_act'
import { noteOf } from '#app/pages/messages/message_question'
import { Readers } from '#app/pages/readers'
import { templateHref } from '#app/pages/templates/template_address'
import { templatePage } from '#app/pages/templates/template_page'
import { templatesPage } from '#app/pages/templates/templates_page'
import { TryText } from '#app/pages/templates/try_text'
import { actorInWords } from '#dashboard/actor_in_words'
import { userOf } from '#dashboard/user_of'
import { InvalidDeskRequest } from '#desk/invalid_desk_request'
import { RouteNotFound } from '#exceptions/route_not_found'
import { OverviewService } from '#services/overview_service'
import { PageService } from '#services/page_service'
import { TemplateService } from '#services/template_service'
import { inPlainLetters } from '#texts/plain_letters'
import { ROW_ID } from '#values/row_id'

/** The texts of messages: read, tried, and changed. */
@inject()
export default class TemplatesController {
  constructor(
    private readonly templates: TemplateService,
    private readonly trial: TryText,
    private readonly overview: OverviewService,
    private readonly names: PageService,
    private readonly readers: Readers
  ) {}

  async index(ctx: HttpContext) {
    const page = templatesPage(this.readers.of(ctx), await this.templates.list())
    return ctx.view.render('pages/templates', { page })
  }

  /** The text in the language of the query; for one that has none yet as well. */
  open({ params, request, response, session, i18n }: HttpContext) {
    const { language } = request.qs()
    if (typeof language === 'string' && LANGUAGE.test(language.trim()))
      return response.redirect(templateHref(params.type, language.trim().toLowerCase()))
    session.flash('problem', i18n.t('templates.no_language'))
    return response.redirect('/templates')
  }

  /** `?version=`: an earlier text, to put back. */
  show(ctx: HttpContext) {
    return this.#render(ctx, { version: versionOf(ctx.request.qs().version) })
  }

  /** `do`: `save`, `plain` to replace the letters that cost, or else a preview. */
  async store(ctx: HttpContext) {
    const { i18n, request, response, session } = ctx
    const given = bodyOf(request.input('body'))
    const wish = request.input('do')
    if (wish !== 'save')
      return this.#render(ctx, { body: wish === 'plain' ? inPlainLetters(given) : given })
    const { type, language } = ctx.params
    const expected = versionOf(request.input('version'))
    const reason = noteOf(ctx)
    const text = { type, language, body: given, actor: userOf(ctx).actor }
    const { fault, tried } = await this.trial.run(text)
    if (fault !== null || tried === null) return this.#refuse(ctx, { body: given })
    if (reason === undefined) return this.#refuse(ctx, { body: given, isReasonMissing: true })
    try {
      await this.templates.set({ ...text, expected, reason })
    } catch (error) {
      if (!(error instanceof InvalidDeskRequest)) throw error
      session.flash('problem', i18n.t('templates.changed'))
      return response.redirect(templateHref(type, language))
    }
    session.flash('done', i18n.t('templates.done'))
    return response.redirect(templateHref(type, language))
  }

  #refuse(ctx: HttpContext, form: FormOfText) {
    ctx.response.status(422)
    return this.#render(ctx, form)
  }

  async #render(ctx: HttpContext, form: FormOfText) {
    const { type, language } = ctx.params
    const { templates, missing } = await this.templates.list()
    const inUse = templates.find((one) => one.type === type && one.language === language)
    const isKnown = [...templates, ...missing].some((one) => one.type === type)
    if (!isKnown || !LANGUAGE.test(language)) throw new RouteNotFound()
    const history = await this.templates.history({ type, language })
    const older = history.find((one) => one.version === form.version && !one.isRemoved)
    const body = form.body ?? older?.body ?? inUse?.body ?? ''
    const names = await this.names.nameActors([...new Set(history.map(({ by }) => by))])
    const { days } = await this.overview.comingDays()
    const page = templatePage(this.readers.of(ctx), {
      type,
      language,
      body,
      inUse,
      others: [...templates, ...missing],
      ...(await this.trial.run({ type, language, body, actor: userOf(ctx).actor })),
      tomorrow: days[0]?.byType[type] ?? 0,
      history,
      older: older?.version === inUse?.version ? undefined : older,
      canRemove: await this.templates.canRemove({ type, language }),
      isReasonMissing: form.isReasonMissing ?? false,
      reason: noteOf(ctx) ?? '',
      nameOf: (actor) => actorInWords(actor, names, ctx.i18n),
      mayAct: mayAct(ctx),
    })
    return ctx.view.render('pages/template', { page })
  }
}

/** What stands in the form instead of the text in use. */
interface FormOfText {
  body?: string
  version?: number | null
  isReasonMissing?: boolean
}

/** A language tag, as addresses have it. */
const LANGUAGE = /^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,2}$/i

/** Browsers end lines with two characters. */
function bodyOf(given: unknown): string {
  return typeof given === 'string' ? given.replaceAll('\r\n', '\n').trim() : ''
}

/** Null if no version was read, because there was none. */
function versionOf(given: unknown): number | null {
  return typeof given === 'string' && ROW_ID.test(given) ? Number(given) : null
}
