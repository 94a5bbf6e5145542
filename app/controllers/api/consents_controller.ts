import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { consentAsJson, consentChangeAsJson } from '#app/api/consent_as_json'
import { keysetPage, pageAnswer } from '#app/api/keyset_page'
import { NoSuchRow, rowId } from '#app/api/row_id'
import { ConsentService } from '#services/consent_service'
import { consentListValidator, consentValidator } from '#validators/consents'

/** The consent of numbers. */
@inject()
export default class ConsentsController {
  constructor(private readonly consents: ConsentService) {}

  async index({ request }: HttpContext) {
    const {
      phone_number: phoneNumber,
      status,
      ...query
    } = await consentListValidator.validate(request.qs())
    const page = keysetPage(query)
    const rows = await this.consents.list({ phoneNumber, status, ...page })
    return pageAnswer(rows, page, consentAsJson)
  }

  async show({ params }: HttpContext) {
    const consent = await this.consents.byId(rowId(params.id, 'consent'))
    if (!consent) throw new NoSuchRow('consent')
    return { ...consentAsJson(consent), history: consent.history.map(consentChangeAsJson) }
  }

  /** 201 if nothing was known about the number. */
  async store(ctx: HttpContext) {
    const { phone_number: phoneNumber, ...body } = await ctx.request.validateUsing(consentValidator)
    const { id, before, changed, suppressed, reopened } = await this.consents.record({
      ...body,
      phoneNumber,
      source: 'api',
      actor: actorOf(ctx),
    })
    ctx.response.status(before === null ? 201 : 200)
    return {
      id,
      phone_number: phoneNumber,
      status: body.status,
      before,
      changed,
      suppressed,
      reopened,
    }
  }
}
