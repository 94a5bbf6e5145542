import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { userOf } from '#dashboard/user_of'
import { ImportService } from '#services/import_service'

/** Discards an upload, or stops its import: what was imported stays. */
@inject()
export default class ImportStopsController {
  constructor(private readonly imports: ImportService) {}

  /** `as` is what the page offered: nobody stops an import that they meant to discard. */
  async store(ctx: HttpContext) {
    const { i18n, params, request, response, session } = ctx
    const id = Number(params.id)
    const as = request.input('as') === 'stopped' ? 'stopped' : 'discarded'
    const ended = await this.imports.stop({ id, as, actor: userOf(ctx).actor })
    if (!ended) session.flash('warning', i18n.t('imports.moved_on'))
    return response.redirect(`/imports/${id}`)
  }
}
