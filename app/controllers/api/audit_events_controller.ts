import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { cursorAfter, keysetPage } from '#app/api/keyset_page'
import { auditEventAsJson } from '#app/api/reference_as_json'
import { AuditService } from '#services/audit_service'
import { auditListValidator } from '#validators/reference'

/** Who did and saw what, newest first. */
@inject()
export default class AuditEventsController {
  constructor(private readonly audit: AuditService) {}

  /** With a filter a page may have fewer events than its limit: `next_cursor` says whether to go on. */
  async index({ request }: HttpContext) {
    const { cursor, limit, ...filter } = await auditListValidator.validate(request.qs())
    const { after, take } = keysetPage({ cursor, limit })
    const { events, next } = await this.audit.list({ ...filter, after, limit: take - 1 })
    return {
      data: events.map(auditEventAsJson),
      meta: { next_cursor: next === null ? null : cursorAfter(next) },
    }
  }
}
