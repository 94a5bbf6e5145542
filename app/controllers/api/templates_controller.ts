import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { withDeskErrors } from '#app/api/desk_errors'
import { NoSuchRow } from '#app/api/row_id'
import { setTemplateAsJson, shownTemplateAsJson, textAsJson } from '#app/api/template_as_json'
import { InvalidDeskRequest } from '#desk/invalid_desk_request'
import { TemplateService } from '#services/template_service'
import { templateListValidator, templateValidator } from '#validators/reference'

/** First names that a text is tried with: a request must not hold up the others. */
const NAMES_TRIED = 30

/** The texts of messages, by type and language. */
@inject()
export default class TemplatesController {
  constructor(private readonly templates: TemplateService) {}

  /** Those in use, and the rules that have none. */
  async index({ request }: HttpContext) {
    const filter = await templateListValidator.validate(request.qs())
    const { templates, missing } = await this.templates.list(filter)
    return {
      data: templates.map((text) => ({ type: text.type, ...textAsJson(text) })),
      meta: { missing: missing.map(({ type }) => type) },
    }
  }

  /** With its earlier versions, the newest first: it is the one in use. */
  async show({ params }: HttpContext) {
    const { type, language } = params
    try {
      return shownTemplateAsJson(await this.templates.show({ type, language }))
    } catch (error) {
      if (error instanceof InvalidDeskRequest) throw new NoSuchRow('template')
      throw error
    }
  }

  /** Checks a text and puts it to use, or with `dry_run` only checks it. */
  async update(ctx: HttpContext) {
    const { type, language } = ctx.params
    const { body, dry_run: dryRun } = await templateValidator.validate(ctx.request.body())
    const set = { type, language, body, dryRun, names: NAMES_TRIED, actor: actorOf(ctx) }
    return setTemplateAsJson(await withDeskErrors(() => this.templates.set(set), { text: 'body' }))
  }
}
