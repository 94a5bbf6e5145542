import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { erasureAsJson } from '#app/api/erasure_as_json'
import { NoSuchPatient, PatientBeingSentTo } from '#app/api/erasure_errors'
import { ErasureService } from '#services/erasure_service'

/** Patients, by the reference that the registering system gave them. */
@inject()
export default class PatientsController {
  constructor(private readonly erasures: ErasureService) {}

  /**
   * Erases the person. 409 while a message is on its way; repeating the request erases the rest.
   */
  async destroy(ctx: HttpContext) {
    const erasure = await this.erasures.erasePerson({
      patientRef: ctx.params.ref,
      actor: actorOf(ctx),
      overwriteLater: true,
    })
    if (erasure.outcome === 'nobody') throw new NoSuchPatient()
    if (erasure.outcome === 'being_sent') {
      ctx.response.header('Retry-After', erasure.retryAfterSeconds!)
      throw new PatientBeingSentTo()
    }
    return erasureAsJson(erasure)
  }
}
