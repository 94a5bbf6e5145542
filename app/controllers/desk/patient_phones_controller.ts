import { inject } from '@adonisjs/core'
import config from '@adonisjs/core/services/config'
import type { HttpContext } from '@adonisjs/core/http'
import { noteOf } from '#app/pages/messages/message_question'
import { faultOfReason, type ChangeFaults } from '#app/pages/patients/change_page'
import { PatientForm } from '#app/pages/patients/patient_form'
import { followersOf, phoneConfirmPage, phonePage } from '#app/pages/patients/phone_page'
import { readNumber } from '#app/pages/patients/read_number'
import { textOf } from '#app/pages/patients/text_of'
import { Readers } from '#app/pages/readers'
import type { ShownPatient } from '#desk/show_patient'
import { ConsentService } from '#services/consent_service'
import { RecordService } from '#services/record_service'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'

/** Corrects the number of a family. */
@inject()
export default class PatientPhonesController {
  constructor(
    private readonly records: RecordService,
    private readonly consents: ConsentService,
    private readonly form: PatientForm,
    private readonly settings: SmsSchedulerConfig,
    private readonly readers: Readers
  ) {}

  async create(ctx: HttpContext) {
    return this.#ask(ctx, await this.form.find(ctx))
  }

  async store(ctx: HttpContext) {
    const reader = this.readers.of(ctx)
    const shown = await this.form.find(ctx)
    const expected = this.form.expected<{ number: string | null }>(ctx, shown, 'phone')
    if (!expected) return this.form.refuse(ctx, 'changed')
    const read = readNumber(reader, ctx.request.input('number'), {
      country: config.get('api.defaultCountry'),
      allowedPrefixes: this.settings.caps.allowedPrefixes ?? [],
    })
    const reason = noteOf(ctx)
    if ('fault' in read || reason === undefined) {
      const given = { number: textOf(ctx, 'number'), reason: reason ?? '' }
      const faultOfNumber: Record<string, string> = 'fault' in read ? { number: read.fault } : {}
      const errors = { ...faultOfNumber, ...faultOfReason(reader, reason) }
      return this.#ask(ctx, shown, { errors, given })
    }

    const { number } = read
    const change = this.form.changeOf(ctx)
    const request = { ...change, expected: expected.number, number, reason }
    const changed = await this.records.changePhone(request)
    if (changed?.result !== 'changed')
      return this.form.refuse(ctx, changed?.result === 'unchanged' ? 'same_number' : 'changed')
    if (!change.dryRun)
      return this.form.done(ctx, reader.t('patient.done.phone', { count: followersOf(changed) }))
    const refusal = await this.consents.refusalOf(number)
    const page = phoneConfirmPage(reader, shown, { number, changed, refusal })
    const fields = { number, reason, expected: this.form.seal(expected, shown, 'phone') }
    return this.form.confirm(ctx, page, fields)
  }

  #ask(ctx: HttpContext, shown: ShownPatient, faults?: ChangeFaults) {
    const page = phonePage(this.readers.of(ctx), shown, faults)
    const state = { number: shown.patient.caregiver_phone }
    const fields = { expected: this.form.seal(state, shown, 'phone') }
    return this.form.ask(ctx, page, fields)
  }
}
