import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { userOf } from '#dashboard/user_of'
import { RouteNotFound } from '#exceptions/route_not_found'
import { InboundService } from '#services/inbound_service'

/** Marks a reply as read; the first reader stays recorded. */
@inject()
export default class ReplyReadsController {
  constructor(private readonly inbound: InboundService) {}

  async store(ctx: HttpContext) {
    const id = Number(ctx.params.id)
    const read = await this.inbound.markMessageRead({ id, actor: userOf(ctx).actor })
    if (!read) throw new RouteNotFound()
    ctx.session.flash('done', ctx.i18n.t('attention.replies.done'))
    return ctx.response.redirect('/attention#replies')
  }
}
