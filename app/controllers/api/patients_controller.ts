import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { erasureAsJson } from '#app/api/erasure_as_json'
import { NoSuchPatient, PatientBeingSentTo } from '#app/api/erasure_errors'
import { isAbleTo } from '#app/api/is_able_to'
import { keysetPage, pageAnswer } from '#app/api/keyset_page'
import { patientAsJson } from '#app/api/patient_as_json'
import { readOfPage } from '#app/api/read_of_page'
import { listedPatientAsJson, recordResultAsJson, remindersAsJson } from '#app/api/record_as_json'
import { acceptedRecord } from '#app/api/record_errors'
import { takeReplace } from '#app/api/take_replace'
import { PATIENT } from '#records/record_fields'
import { AuditService } from '#services/audit_service'
import { DeskService } from '#services/desk_service'
import { ErasureService } from '#services/erasure_service'
import { RecordService } from '#services/record_service'
import { patientListValidator } from '#validators/records'

/** Patients, by the reference that the registering system gave them. */
@inject()
export default class PatientsController {
  constructor(
    private readonly records: RecordService,
    private readonly desk: DeskService,
    private readonly erasures: ErasureService,
    private readonly audit: AuditService
  ) {}

  async index(ctx: HttpContext) {
    const {
      phone_number: phoneNumber,
      facility,
      status,
      ...query
    } = await patientListValidator.validate(ctx.request.qs())
    const page = keysetPage(query)
    const rows = await this.records.listPatients({ phoneNumber, facility, status, ...page })
    const answer = pageAnswer(rows, page, listedPatientAsJson(isAbleTo(ctx, 'phones:read')))
    await this.audit.recordRead({ ...readOfPage(ctx, answer), what: 'patients' })
    return answer
  }

  /** With immunizations, consent, and what became of each reminder. */
  async show(ctx: HttpContext) {
    const unmasked = isAbleTo(ctx, 'phones:read')
    const shown = await this.desk.showPatient({ ref: ctx.params.ref, unmasked })
    if (!shown) throw new NoSuchPatient()
    const subject = `patient:${shown.patient.id}`
    await this.audit.recordRead({ actor: actorOf(ctx), what: 'patients', subject })
    return patientAsJson(shown)
  }

  /** Registers or changes the patient. A field that is left out stays as it is. */
  async update(ctx: HttpContext) {
    const body = ctx.request.body()
    const { replace, fields, faults } = takeReplace(body)
    const { results, reminders } = await this.records.register({
      /** An invalid `replace` stays in the record, which is then rejected with all its faults. */
      records: [{ ...(faults.length > 0 ? body : fields), patient_ref: ctx.params.ref }],
      shape: PATIENT,
      actor: actorOf(ctx),
      replace,
    })
    const result = acceptedRecord(results[0], faults)
    return ctx.response
      .status(result.outcome === 'created' ? 201 : 200)
      .send({ ...recordResultAsJson(result), reminders: remindersAsJson(reminders) })
  }

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
