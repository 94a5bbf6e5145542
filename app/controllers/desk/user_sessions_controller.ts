import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { otherUser } from '#dashboard/other_user'
import { userOf } from '#dashboard/user_of'
import { AccountService } from '#services/account_service'
import { UserService } from '#services/user_service'

/** Where another user is signed in. */
@inject()
export default class UserSessionsController {
  constructor(
    private readonly users: UserService,
    private readonly accounts: AccountService
  ) {}

  async destroy(ctx: HttpContext) {
    const { i18n, response, session } = ctx
    const account = await otherUser(this.users, ctx)
    if (!account) return ctx.response.redirect('/account')
    const { id } = account
    const count = await this.accounts.endSessions({
      userId: id,
      exceptOf: session.sessionId,
      actor: userOf(ctx).actor,
    })
    session.flash('done', i18n.t('users.sessions_ended', { count }))
    return response.redirect(`/users/${id}`)
  }
}
