import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { InvalidUserRequest } from '#access/errors'
import { randomPassword } from '#access/users/random_password'
import { sessionsInWords } from '#dashboard/sessions_in_words'
import { listedUser } from '#dashboard/listed_user'
import { userOf } from '#dashboard/user_of'
import { AccountService } from '#services/account_service'
import { UserService } from '#services/user_service'
import { userValidator } from '#validators/accounts'

/** The accounts of people. */
@inject()
export default class UsersController {
  constructor(
    private readonly users: UserService,
    private readonly accounts: AccountService
  ) {}

  index(ctx: HttpContext) {
    return this.#render(ctx)
  }

  async show(ctx: HttpContext) {
    const account = await listedUser(this.users, ctx.params.id)
    if (account.id === userOf(ctx).id) return ctx.response.redirect('/account')
    const { sessionId } = ctx.session
    const sessions = await this.accounts.sessions({ userId: account.id, sessionId })
    return ctx.view.render('pages/user', {
      account,
      sessions: await sessionsInWords(sessions, ctx),
    })
  }

  /** Shows the first password, once. */
  async store(ctx: HttpContext) {
    const { i18n, request, response, view } = ctx
    const entered = await userValidator.validate(request.body())
    const password = randomPassword()
    try {
      const account = await this.users.create({
        ...entered,
        password,
        actor: userOf(ctx).actor,
      })
      return view.render('pages/user_password', { account, password, isNew: true })
    } catch (error) {
      if (!(error instanceof InvalidUserRequest)) throw error
      response.status(422)
      const errors = { [error.field]: i18n.t(`users.fault_${error.fault}`) }
      return this.#render(ctx, { entered, errors })
    }
  }

  async #render({ view }: HttpContext, form: object = { entered: {}, errors: {} }) {
    return view.render('pages/users', { accounts: await this.users.list(), ...form })
  }
}
