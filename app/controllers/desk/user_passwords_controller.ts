import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { otherUser } from '#dashboard/other_user'
import { NoSuchPage } from '#dashboard/no_such_page'
import { userOf } from '#dashboard/user_of'
import { UserService } from '#services/user_service'

/** A new password for somebody who forgot theirs. */
@inject()
export default class UserPasswordsController {
  constructor(private readonly users: UserService) {}

  /** Shows it, once. */
  async store(ctx: HttpContext) {
    const account = await otherUser(this.users, ctx)
    if (!account) return ctx.response.redirect('/account')
    const { actor } = userOf(ctx)
    const password = await this.users.renewPassword({ userId: account.id, actor })
    if (password === null) throw new NoSuchPage()
    return ctx.view.render('pages/user_password', { account, password, isNew: false })
  }
}
