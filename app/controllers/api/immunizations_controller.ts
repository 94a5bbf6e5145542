import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { NoSuchPatient } from '#app/api/erasure_errors'
import { keysetPage, pageAnswer } from '#app/api/keyset_page'
import { readOfPage } from '#app/api/read_of_page'
import { doseAsJson, listedImmunizationAsJson, messageAsJson } from '#app/api/record_as_json'
import { NoSuchImmunization, withRecordErrors } from '#app/api/record_errors'
import { AuditService } from '#services/audit_service'
import { RecordService } from '#services/record_service'
import { immunizationListValidator } from '#validators/records'

/** Doses that are due, and given. */
@inject()
export default class ImmunizationsController {
  constructor(
    private readonly records: RecordService,
    private readonly audit: AuditService
  ) {}

  /** Those that are due on a day and have not been given. */
  async index(ctx: HttpContext) {
    const {
      due_on: dueOn,
      facility,
      ...query
    } = await immunizationListValidator.validate(ctx.request.qs())
    const page = keysetPage(query)
    const rows = await this.records.listImmunizations({ dueOn, facility, ...page })
    const answer = pageAnswer(rows, page, listedImmunizationAsJson)
    await this.audit.recordRead({ ...readOfPage(ctx, answer), what: 'immunizations' })
    return answer
  }

  async show(ctx: HttpContext) {
    const { ref, vaccine, dose } = ctx.params
    const shown = await this.records.showImmunization({ ref, vaccine, dose })
    if (!shown) throw new NoSuchImmunization()
    const subject = `immunization:${shown.dose.id}`
    await this.audit.recordRead({ actor: actorOf(ctx), what: 'immunizations', subject })
    return {
      patient_ref: ref,
      ...doseAsJson(shown.dose),
      messages: shown.messages.map(messageAsJson),
    }
  }

  /** Makes it, moves its due date, or records its visit. */
  async update(ctx: HttpContext) {
    const { ref, vaccine, dose } = ctx.params
    const request = { ref, vaccine, dose, values: ctx.request.body(), actor: actorOf(ctx) }
    const changed = await withRecordErrors(() => this.records.putImmunization(request))
    if (!changed) throw new NoSuchPatient()
    const { outcome, dose: stored } = changed.result
    return ctx.response.status(outcome === 'created' ? 201 : 200).send({
      patient_ref: ref,
      outcome,
      ...doseAsJson(stored),
      messages: changed.messages.map(messageAsJson),
    })
  }
}
