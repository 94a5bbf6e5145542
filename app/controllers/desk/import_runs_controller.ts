import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { userOf } from '#dashboard/user_of'
import { inBackground } from '#promises/in_background'
import { ImportService } from '#services/import_service'

/** Imports an upload in the background, once. */
@inject()
export default class ImportRunsController {
  constructor(private readonly imports: ImportService) {}

  async store(ctx: HttpContext) {
    const { i18n, logger, params, response, session } = ctx
    const id = Number(params.id)
    const confirmed = await this.imports.confirm({ id, actor: userOf(ctx).actor })
    if (!confirmed) session.flash('warning', i18n.t('imports.moved_on'))
    /** Who comes second held the row while the first looked for work, and was passed over. */
    inBackground(
      () => this.imports.workOff(),
      (error) => logger.error({ err: error }, 'uploads could not be worked on')
    )
    return response.redirect(`/imports/${id}`)
  }
}
