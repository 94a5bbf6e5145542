import { inject } from '@adonisjs/core'
import { Encryption } from '@adonisjs/core/encryption'
import type { HttpContext } from '@adonisjs/core/http'
import { patientHref } from '#app/pages/messages/message_page'
import { userOf } from '#dashboard/user_of'
import type { ShownPatient } from '#desk/show_patient'
import { RouteNotFound } from '#exceptions/route_not_found'
import { AuditService } from '#services/audit_service'
import { DeskService } from '#services/desk_service'
import type { PatientChange } from './change_href.js'
import type { ChangeFaults } from './change_page.js'

/** Hidden fields, so that the next form says what this one saw. */
type Fields = Record<string, string>

/** What the forms about a patient share: whom they are about, what they expect, their steps, how they end. */
@inject()
export class PatientForm {
  constructor(
    private readonly desk: DeskService,
    private readonly audit: AuditService,
    private readonly encryption: Encryption
  ) {}

  /** With the whole number, which no page shows. Who is being erased is not changed any more. */
  async find(ctx: HttpContext): Promise<ShownPatient> {
    const shown = await this.desk.showPatient({ ref: ctx.params.ref, unmasked: true })
    if (!shown || shown.patient.status === 'erased') throw new RouteNotFound()
    const subject = `patient:${shown.patient.id}`
    await this.audit.recordRead({ actor: userOf(ctx).actor, what: 'patients', subject })
    return shown
  }

  /** What a form expects still to be the case; its page cannot read it. */
  seal<State>(state: State, { patient }: ShownPatient, change: PatientChange): string {
    return this.encryption.encrypt(state, undefined, purposeOf(patient.id, change))
  }

  /** Null if the form does not say what it expects. */
  expected<State>(
    { request }: HttpContext,
    { patient }: ShownPatient,
    change: PatientChange
  ): State | null {
    const given = request.input('expected')
    if (typeof given !== 'string') return null
    return this.encryption.decrypt<State>(given, purposeOf(patient.id, change))
  }

  /** The question; with faults it is asked again. */
  ask(ctx: HttpContext, page: { faults?: ChangeFaults }, fields: Fields) {
    if (page.faults) ctx.response.status(422)
    return ctx.view.render('pages/patient_change', { page, fields })
  }

  /** What would happen, before it is done. */
  confirm({ view }: HttpContext, page: object, fields: Fields) {
    return view.render('pages/patient_confirm', { page, fields })
  }

  /** The last step; the one before shows what would happen. */
  isConfirmed({ request }: HttpContext): boolean {
    return request.input('do') === 'confirm'
  }

  /** Whom a change is about, who makes it, and whether it is only tried. */
  changeOf(ctx: HttpContext) {
    const { ref } = ctx.params as { ref: string }
    return { ref, actor: userOf(ctx).actor, dryRun: !this.isConfirmed(ctx) }
  }

  done(ctx: HttpContext, words: string) {
    ctx.session.flash('done', words)
    return ctx.response.redirect(patientHref(ctx.params.ref))
  }

  /** `why`: a key of `patient.refused`. */
  refuse(ctx: HttpContext, why: string) {
    ctx.session.flash('problem', ctx.i18n.t(`patient.refused.${why}`))
    return ctx.response.redirect(patientHref(ctx.params.ref))
  }
}

const purposeOf = (id: number, change: PatientChange) => `${change} of patient ${id}`
