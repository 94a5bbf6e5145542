import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { userOf } from '#dashboard/user_of'
import { RouteNotFound } from '#exceptions/route_not_found'
import { AuditService } from '#services/audit_service'
import { ImportService } from '#services/import_service'

/** The rejected rows of an import, to be corrected and uploaded again. */
@inject()
export default class RejectedRowsController {
  constructor(
    private readonly imports: ImportService,
    private readonly audit: AuditService
  ) {}

  async show(ctx: HttpContext) {
    const id = Number(ctx.params.id)
    const rows = await this.imports.rejectedRows(id)
    if (!rows) throw new RouteNotFound()
    const subject = `import_upload:${id}`
    await this.audit.recordRead({ actor: userOf(ctx).actor, what: 'rejected_rows', subject })
    ctx.response.header('Content-Type', 'text/csv; charset=utf-8')
    ctx.response.header('Content-Disposition', `attachment; filename="rejected-${id}.csv"`)
    return ctx.response.stream(rows)
  }
}
