import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { otherUser } from '#dashboard/other_user'
import { sayOutcome } from '#dashboard/say_outcome'
import { userOf } from '#dashboard/user_of'
import { AccountService } from '#services/account_service'
import { UserService } from '#services/user_service'

/** The second factor of somebody who lost their phone. */
@inject()
export default class UserSecondFactorsController {
  constructor(
    private readonly users: UserService,
    private readonly accounts: AccountService
  ) {}

  async destroy(ctx: HttpContext) {
    const account = await otherUser(this.users, ctx)
    if (!account) return ctx.response.redirect('/account')
    const { id } = account
    const { actor } = userOf(ctx)
    const isRemoved = await this.accounts.removeSecondFactor({ userId: id, actor })
    sayOutcome(ctx, isRemoved ? 'changed' : 'unchanged', 'users.second_factor_removed')
    return ctx.response.redirect(`/users/${id}`)
  }
}
