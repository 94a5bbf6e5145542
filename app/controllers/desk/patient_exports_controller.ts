import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { downloadCsv } from '#app/pages/download_csv'
import { FindPatients, searchOf } from '#app/pages/patients/find_patients'
import { PATIENT_COLUMNS, patientCsvRow } from '#app/pages/patients/patients_csv'
import type { Reader } from '#app/pages/reader'
import { Readers } from '#app/pages/readers'
import { userOf } from '#dashboard/user_of'
import { AuditService } from '#services/audit_service'

/** Children that are read at once. */
const PAGE = 500

/** The children of a search as a file for a spreadsheet, with masked numbers. */
@inject()
export default class PatientExportsController {
  constructor(
    private readonly patients: FindPatients,
    private readonly audit: AuditService,
    private readonly readers: Readers
  ) {}

  async show(ctx: HttpContext) {
    const search = searchOf(ctx.request.qs().q)
    await this.audit.recordRead({
      actor: userOf(ctx).actor,
      what: 'patients_csv',
      filter: search === null ? [] : ['search'],
    })
    const reader = this.readers.of(ctx)
    const rows = this.#rows(reader, search)
    return downloadCsv(ctx, reader, { list: 'patients', columns: PATIENT_COLUMNS, rows })
  }

  /** Page by page, so that memory does not grow with the list. */
  async *#rows(reader: Reader, search: string | null) {
    for (let after: number | null = null; ;) {
      const found = await this.patients.run(search, { after, take: PAGE })
      for (const patient of found) yield patientCsvRow(reader, patient)
      if (found.length < PAGE) return
      after = found[PAGE - 1].id
    }
  }
}
