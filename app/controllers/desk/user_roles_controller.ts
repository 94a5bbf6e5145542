import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { otherUser } from '#dashboard/other_user'
import { sayOutcome } from '#dashboard/say_outcome'
import { userOf } from '#dashboard/user_of'
import { UserService } from '#services/user_service'
import { roleValidator } from '#validators/accounts'

/** What somebody may do. */
@inject()
export default class UserRolesController {
  constructor(private readonly users: UserService) {}

  async update(ctx: HttpContext) {
    const account = await otherUser(this.users, ctx)
    if (!account) return ctx.response.redirect('/account')
    const { id } = account
    const { from, to } = await roleValidator.validate(ctx.request.body())
    const { actor } = userOf(ctx)
    const outcome = await this.users.changeRole({ userId: id, from, to, actor })
    sayOutcome(ctx, outcome, 'users.role_changed')
    return ctx.response.redirect(`/users/${id}`)
  }
}
