import { inject } from '@adonisjs/core'
import config from '@adonisjs/core/services/config'
import type { HttpContext } from '@adonisjs/core/http'
import { PatientScreen } from '#app/pages/patients/patient_screen'
import { patientsPage } from '#app/pages/patients/patients_page'
import { Readers } from '#app/pages/readers'
import { userOf } from '#dashboard/user_of'
import { AuditService } from '#services/audit_service'
import { DeskService } from '#services/desk_service'
import { RecordService } from '#services/record_service'
import { ReferenceService } from '#services/reference_service'
import { readPhoneNumber } from '#values/phone_number'
import { ROW_ID } from '#values/row_id'

const PAGE = 25
const FACILITIES = 500

/** Characters of the longest name, reference or number that is looked for. */
const LONGEST_SEARCH = 120

/** Children: found by name, reference or phone, and one with every reminder and why. */
@inject()
export default class PatientsController {
  constructor(
    private readonly records: RecordService,
    private readonly desk: DeskService,
    private readonly references: ReferenceService,
    private readonly audit: AuditService,
    private readonly screen: PatientScreen,
    private readonly readers: Readers
  ) {}

  async index(ctx: HttpContext) {
    const { q, after } = ctx.request.qs()
    const search =
      typeof q === 'string' && q.trim() !== '' ? q.trim().slice(0, LONGEST_SEARCH) : null
    if (search !== null && (await this.desk.showPatient({ ref: search })))
      return ctx.response.redirect(`/patients/${encodeURIComponent(search)}`)

    const from = typeof after === 'string' && ROW_ID.test(after) ? Number(after) : null
    const found = await this.#find(search, { after: from, take: PAGE + 1 })
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

  #find(search: string | null, page: { after: number | null; take: number }) {
    if (search === null) return this.records.listPatients(page)
    const reading = readPhoneNumber(search, config.get('api.defaultCountry'))
    if (reading.ok) return this.records.listPatients({ ...page, phoneNumber: reading.number })
    return this.records.findByName({ ...page, name: search })
  }
}
