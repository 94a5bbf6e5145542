import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { mayAct } from '#app/pages/may_act'
import { patientPage } from '#app/pages/patients/patient_page'
import { Readers } from '#app/pages/readers'
import { actorInWords } from '#dashboard/actor_in_words'
import { userOf } from '#dashboard/user_of'
import { RouteNotFound } from '#exceptions/route_not_found'
import { AuditService } from '#services/audit_service'
import { DeskService } from '#services/desk_service'
import { PageService } from '#services/page_service'

/** A child with every reminder and why; who looked is recorded before anything is shown. */
@inject()
export class PatientScreen {
  constructor(
    private readonly desk: DeskService,
    private readonly names: PageService,
    private readonly audit: AuditService,
    private readonly readers: Readers
  ) {}

  /** `revealed`: with the whole number of the family, this once. */
  async show(ctx: HttpContext, { revealed = false } = {}): Promise<string> {
    const shown = await this.desk.showPatient({ ref: ctx.params.ref, unmasked: revealed })
    if (!shown) throw new RouteNotFound()
    const { actor } = userOf(ctx)
    const subject = `patient:${shown.patient.id}`
    if (revealed) await this.audit.append({ actor, action: 'number_revealed', subject })
    else await this.audit.recordRead({ actor, what: 'patients', subject })
    const actors = (shown.consent?.history ?? []).map((change) => change.actor)
    const names = await this.names.nameActors(actors)
    const page = patientPage(this.readers.of(ctx), {
      shown,
      revealed,
      mayAct: mayAct(ctx),
      nameOf: (one) => actorInWords(one, names, ctx.i18n),
    })
    return ctx.view.render('pages/patient', { page })
  }
}
