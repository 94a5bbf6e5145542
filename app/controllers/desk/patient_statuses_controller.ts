import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { noteOf } from '#app/pages/messages/message_question'
import { faultOfReason, type ChangeFaults } from '#app/pages/patients/change_page'
import { PatientForm } from '#app/pages/patients/patient_form'
import { comingBack, givenUp, statusConfirmPage, statusPage } from '#app/pages/patients/status_page'
import { textOf } from '#app/pages/patients/text_of'
import { Readers } from '#app/pages/readers'
import type { ShownPatient } from '#desk/show_patient'
import { isPatientStatus } from '#records/change_status'
import { RecordService } from '#services/record_service'

/** Says what has become of a child. */
@inject()
export default class PatientStatusesController {
  constructor(
    private readonly records: RecordService,
    private readonly form: PatientForm,
    private readonly readers: Readers
  ) {}

  async create(ctx: HttpContext) {
    return this.#ask(ctx, await this.form.find(ctx))
  }

  async store(ctx: HttpContext) {
    const reader = this.readers.of(ctx)
    const shown = await this.form.find(ctx)
    const [status, expected] = [textOf(ctx, 'status'), textOf(ctx, 'expected')]
    const reason = noteOf(ctx)
    if (!isPatientStatus(status) || reason === undefined) {
      const faultOfStatus = { status: reader.t('patient.faults.status_missing') }
      const errors = {
        ...(isPatientStatus(status) ? {} : faultOfStatus),
        ...faultOfReason(reader, reason),
      }
      return this.#ask(ctx, shown, { errors, given: { status, reason: reason ?? '' } })
    }

    const change = this.form.changeOf(ctx)
    /** A death is taken back by whoever saw that one is on record. */
    const replace = expected === 'died'
    const request = { ...change, status, reason, expected, replace }
    const changed = await this.records.changeStatus(request)
    if (changed?.result.outcome !== 'changed') return this.form.refuse(ctx, 'changed')
    if (change.dryRun) {
      const page = statusConfirmPage(reader, shown, changed)
      return this.form.confirm(ctx, page, { status, reason, expected })
    }
    const isBack = status === 'active'
    const count = isBack ? comingBack(changed) : givenUp(changed)
    return this.form.done(
      ctx,
      reader.t(isBack ? 'patient.done.status_back' : 'patient.done.status', { count })
    )
  }

  #ask(ctx: HttpContext, shown: ShownPatient, faults?: ChangeFaults) {
    const page = statusPage(this.readers.of(ctx), shown, faults)
    return this.form.ask(ctx, page, { expected: shown.patient.status })
  }
}
