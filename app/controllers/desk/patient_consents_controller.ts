import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { noteOf } from '#app/pages/messages/message_question'
import type { ChangeFaults } from '#app/pages/patients/change_page'
import { consentAnswer } from '#app/pages/patients/consent_answer'
import { consentConfirmPage, consentPage, type Said } from '#app/pages/patients/consent_page'
import { PatientForm } from '#app/pages/patients/patient_form'
import { textOf } from '#app/pages/patients/text_of'
import { Readers } from '#app/pages/readers'
import type { KnownWord } from '#consents/weigh_word'
import { userOf } from '#dashboard/user_of'
import type { ShownPatient } from '#desk/show_patient'
import { ConsentService } from '#services/consent_service'

/** What a form saw: whose consent, and what it was. */
interface SeenConsent {
  number: string
  /** Status and source; null if nothing is known. */
  known: string | null
}

/** Records what a family says to staff: yes or no, with the evidence. */
@inject()
export default class PatientConsentsController {
  constructor(
    private readonly consents: ConsentService,
    private readonly form: PatientForm,
    private readonly readers: Readers
  ) {}

  async create(ctx: HttpContext) {
    return this.#ask(ctx, await this.form.find(ctx), saidIn(ctx.request.qs().say))
  }

  async store(ctx: HttpContext) {
    const reader = this.readers.of(ctx)
    const shown = await this.form.find(ctx)
    const seen = this.form.expected<SeenConsent>(ctx, shown, 'consent')
    if (!seen || seen.number !== shown.patient.caregiver_phone)
      return this.form.refuse(ctx, 'changed')
    const say = saidIn(ctx.request.input('say'))
    const [way, day] = [textOf(ctx, 'way'), textOf(ctx, 'said_on')]
    const note = noteOf(ctx, 'evidence')
    const answer = consentAnswer(reader, shown, { say, way, day, note })
    if (answer.errors) {
      const given = { way, said_on: day, evidence: note ?? '' }
      return this.#ask(ctx, shown, say, { errors: answer.errors, given })
    }

    const request = {
      phoneNumber: seen.number,
      status: say === 'yes' ? 'opted_in' : 'opted_out',
      source: 'staff',
      evidence: answer.evidence,
      saidAt: answer.saidAt,
      actor: userOf(ctx).actor,
      weigh: async (known: KnownWord) => (wordOf(known) === seen.known ? 'counts' : 'overtaken'),
    } as const
    const isConfirmed = this.form.isConfirmed(ctx)
    const recorded = await this.consents[isConfirmed ? 'record' : 'preview'](request)
    if (!recorded.changed) return this.form.refuse(ctx, 'changed')
    if (isConfirmed) {
      const count = say === 'yes' ? recorded.reopened : recorded.suppressed
      const words = say === 'yes' ? 'patient.done.consent_yes' : 'patient.done.consent_no'
      return this.form.done(ctx, reader.t(words, { count }))
    }
    const page = consentConfirmPage(reader, shown, { say, recorded })
    const expected = this.form.seal(seen, shown, 'consent')
    const fields = { say, way, said_on: day, evidence: note ?? '', expected }
    return this.form.confirm(ctx, page, fields)
  }

  #ask(ctx: HttpContext, shown: ShownPatient, say: Said, faults?: ChangeFaults) {
    const number = shown.patient.caregiver_phone
    if (number === null) return this.form.refuse(ctx, 'no_number')
    const reader = this.readers.of(ctx)
    const today = reader.now.setZone(shown.timezone).toFormat('yyyy-MM-dd')
    const page = consentPage(reader, shown, { say, today, faults })
    const seen: SeenConsent = { number, known: knownOf(shown) }
    const fields = { say, expected: this.form.seal(seen, shown, 'consent') }
    return this.form.ask(ctx, page, fields)
  }
}

const saidIn = (given: unknown): Said => (given === 'no' ? 'no' : 'yes')

const wordOf = ({ status, source }: Pick<KnownWord, 'status' | 'source'>) => `${status} ${source}`

/** A refusal that outlived its number's erasure is a consent again before it is changed. */
function knownOf({ consent }: ShownPatient): string | null {
  if (consent?.consent) return wordOf(consent.consent)
  return consent?.refusedBeforeErasure ? 'opted_out erased' : null
}
