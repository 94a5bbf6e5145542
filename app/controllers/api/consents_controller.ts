import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { consentAsJson, consentChangeAsJson } from '#app/api/consent_as_json'
import { keysetPage, pageAnswer } from '#app/api/keyset_page'
import { NoSuchRow, rowId } from '#app/api/row_id'
import { SmsSchedulerService } from '#services/sms_scheduler_service'
import { consentListValidator, consentValidator } from '#validators/consents'

/** Which numbers want messages and which do not. */
@inject()
export default class ConsentsController {
  constructor(private readonly scheduler: SmsSchedulerService) {}

  async index({ request }: HttpContext) {
    const {
      phone_number: phoneNumber,
      status,
      ...query
    } = await consentListValidator.validate(request.qs())
    const page = keysetPage(query)
    const rows = await this.scheduler.listConsents({ phoneNumber, status, ...page })
    return pageAnswer(rows, page, consentAsJson)
  }

  async show({ params }: HttpContext) {
    const consent = await this.scheduler.showConsentById(rowId(params.id, 'consent'))
    if (!consent) throw new NoSuchRow('consent')
    return { ...consentAsJson(consent), history: consent.history.map(consentChangeAsJson) }
  }

  /** 201 where nothing was known about the number. */
  async store(ctx: HttpContext) {
    const { phone_number: phoneNumber, ...body } = await ctx.request.validateUsing(consentValidator)
    const { id, before, changed, suppressed, reopened } = await this.scheduler.recordConsent({
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
