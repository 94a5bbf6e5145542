import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { consentAsJson, consentChangeAsJson } from '#app/api/consent_as_json'
import { keysetPage, pageAnswer } from '#app/api/keyset_page'
import { readOfPage } from '#app/api/read_of_page'
import { NoSuchRow, rowId } from '#app/api/row_id'
import { shownNumber } from '#app/api/shown_number'
import { AuditService } from '#services/audit_service'
import { ConsentService } from '#services/consent_service'
import { consentListValidator, consentValidator } from '#validators/consents'

/** The consent of numbers. */
@inject()
export default class ConsentsController {
  constructor(
    private readonly consents: ConsentService,
    private readonly audit: AuditService
  ) {}

  async index(ctx: HttpContext) {
    const {
      phone_number: phoneNumber,
      status,
      ...query
    } = await consentListValidator.validate(ctx.request.qs())
    const page = keysetPage(query)
    const rows = await this.consents.list({ phoneNumber, status, ...page })
    const answer = pageAnswer(rows, page, (consent) => consentAsJson(ctx, consent))
    await this.audit.recordRead({ ...readOfPage(ctx, answer), what: 'consents' })
    return answer
  }

  async show(ctx: HttpContext) {
    const id = rowId(ctx.params.id, 'consent')
    const consent = await this.consents.byId(id)
    if (!consent) throw new NoSuchRow('consent')
    await this.audit.recordRead({ actor: actorOf(ctx), what: 'consents', subject: `consent:${id}` })
    return { ...consentAsJson(ctx, consent), history: consent.history.map(consentChangeAsJson) }
  }

  /** 201 if nothing was known about the number. */
  async store(ctx: HttpContext) {
    const { phone_number: phoneNumber, ...body } = await consentValidator.validate(
      ctx.request.body()
    )
    const { id, before, changed, suppressed, reopened } = await this.consents.record({
      ...body,
      phoneNumber,
      source: 'api',
      actor: actorOf(ctx),
    })
    ctx.response.status(before === null ? 201 : 200)
    return {
      id,
      phone_number: shownNumber(ctx, phoneNumber),
      status: body.status,
      before,
      changed,
      suppressed,
      reopened,
    }
  }
}
