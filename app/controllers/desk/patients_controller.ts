import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { FindPatients, searchOf } from '#app/pages/patients/find_patients'
import { PatientScreen } from '#app/pages/patients/patient_screen'
import { patientsPage } from '#app/pages/patients/patients_page'
import { Readers } from '#app/pages/readers'
import { userOf } from '#dashboard/user_of'
import { AuditService } from '#services/audit_service'
import { DeskService } from '#services/desk_service'
import { ReferenceService } from '#services/reference_service'
import { ROW_ID } from '#values/row_id'

const PAGE = 25
const FACILITIES = 500

/** Children: found by name, reference or phone, and one with every reminder and why. */
@inject()
export default class PatientsController {
  constructor(
    private readonly patients: FindPatients,
    private readonly desk: DeskService,
    private readonly references: ReferenceService,
    private readonly audit: AuditService,
    private readonly screen: PatientScreen,
    private readonly readers: Readers
  ) {}

  async index(ctx: HttpContext) {
    const { q, after } = ctx.request.qs()
    const search = searchOf(q)
    if (search !== null && (await this.desk.showPatient({ ref: search })))
      return ctx.response.redirect(`/patients/${encodeURIComponent(search)}`)

    const from = typeof after === 'string' && ROW_ID.test(after) ? Number(after) : null
    const found = await this.patients.run(search, { after: from, take: PAGE + 1 })
    const patients = found.slice(0, PAGE)
    const facilities = await this.references.facilities({ after: null, take: FACILITIES })
    const page = patientsPage(this.readers.of(ctx), {
      patients,
      search,
      next: found.length > PAGE ? patients[PAGE - 1].id : null,
      isLater: from !== null,
      facilities: new Map(facilities.map(({ code, name }) => [code, name])),
    })
    await this.audit.recordRead({
      actor: userOf(ctx).actor,
      what: 'patients',
      rows: patients.map(({ id }) => id),
    })
    return ctx.view.render('pages/patients', { page })
  }

  show(ctx: HttpContext) {
    return this.screen.show(ctx)
  }
}
