import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { userOf } from '#dashboard/user_of'
import { AccountService } from '#services/account_service'
import { sessionValidator } from '#validators/accounts'

/** Where one is signed in elsewhere. */
@inject()
export default class SessionsController {
  constructor(private readonly accounts: AccountService) {}

  /** One of them, or all; the session that asks stays. */
  async destroy(ctx: HttpContext) {
    const { i18n, request, response, session } = ctx
    const { id } = await sessionValidator.validate(request.body())
    const user = userOf(ctx)
    const count = await this.accounts.endSessions({
      userId: user.id,
      id,
      exceptOf: session.sessionId,
      actor: user.actor,
    })
    session.flash('done', i18n.t('users.sessions_ended', { count }))
    return response.redirect('/account')
  }
}
