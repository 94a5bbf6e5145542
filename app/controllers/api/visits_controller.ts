import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { NoSuchPatient } from '#app/api/erasure_errors'
import { doseAsJson, messageAsJson } from '#app/api/record_as_json'
import { NoSuchImmunization, withRecordErrors } from '#app/api/record_errors'
import { RecordService } from '#services/record_service'

/** Doses that were given. */
@inject()
export default class VisitsController {
  constructor(private readonly records: RecordService) {}

  /** 201 for a new visit, 200 for one on record, which keeps its date. */
  async store(ctx: HttpContext) {
    const { ref, ...address } = ctx.params
    const { vaccine, dose, ...values } = { ...ctx.request.body(), ...address }
    const request = { ref, vaccine, dose, values, actor: actorOf(ctx) }
    const changed = await withRecordErrors(() => this.records.recordVisit(request))
    if (!changed) throw new NoSuchPatient()
    const { result, messages } = changed
    if (!result.isRecorded) throw new NoSuchImmunization()
    return ctx.response.status(result.isNew ? 201 : 200).send({
      patient_ref: ref,
      outcome: result.isNew ? 'recorded' : 'unchanged',
      ...doseAsJson(result.dose),
      messages: messages.map(messageAsJson),
    })
  }
}
