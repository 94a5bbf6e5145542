import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { NoSuchPatient } from '#app/api/erasure_errors'
import { messageAsJson } from '#app/api/record_as_json'
import { StatusKept } from '#app/api/record_errors'
import { RecordService } from '#services/record_service'
import { patientStatusValidator } from '#validators/records'

/** Whether a patient is active, has moved away or has died. */
@inject()
export default class PatientStatusesController {
  constructor(private readonly records: RecordService) {}

  /** 409 if a death on record stays. */
  async update(ctx: HttpContext) {
    const { ref } = ctx.params
    const body = await patientStatusValidator.validate(ctx.request.body())
    const changed = await this.records.changeStatus({ ...body, ref, actor: actorOf(ctx) })
    if (!changed) throw new NoSuchPatient()
    const { outcome, from, to } = changed.result
    if (outcome === 'refused') throw new StatusKept(from)
    const messages = changed.messages.map(messageAsJson)
    return { patient_ref: ref, outcome, before: from, status: to, messages }
  }
}
