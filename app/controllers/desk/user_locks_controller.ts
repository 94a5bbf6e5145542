import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { otherUser } from '#dashboard/other_user'
import { sayOutcome } from '#dashboard/say_outcome'
import { userOf } from '#dashboard/user_of'
import { UserService } from '#services/user_service'

/** Whether somebody may sign in. */
@inject()
export default class UserLocksController {
  constructor(private readonly users: UserService) {}

  async store(ctx: HttpContext) {
    const account = await otherUser(this.users, ctx)
    if (!account) return ctx.response.redirect('/account')
    const { id } = account
    const { actor } = userOf(ctx)
    sayOutcome(ctx, await this.users.disable({ userId: id, actor }), 'users.disabled')
    return ctx.response.redirect(`/users/${id}`)
  }

  async destroy(ctx: HttpContext) {
    const account = await otherUser(this.users, ctx)
    if (!account) return ctx.response.redirect('/account')
    const { id } = account
    const { actor } = userOf(ctx)
    sayOutcome(ctx, await this.users.enable({ userId: id, actor }), 'users.enabled')
    return ctx.response.redirect(`/users/${id}`)
  }
}
