import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { InvalidUserRequest } from '#access/errors'
import { renderAccount } from '#dashboard/render_account'
import { userOf } from '#dashboard/user_of'
import { AccountService } from '#services/account_service'
import { passwordValidator } from '#validators/accounts'

/** One's own password. */
@inject()
export default class PasswordsController {
  constructor(private readonly accounts: AccountService) {}

  /** Ends one's other sessions, and gives this one another id. */
  async update(ctx: HttpContext) {
    const { i18n, request, response, session } = ctx
    const { present, wanted } = await passwordValidator.validate(request.body())
    try {
      const outcome = await this.accounts.changePassword({
        userId: userOf(ctx).id,
        present,
        wanted,
        sessionId: session.sessionId,
        address: request.ip(),
      })
      if (outcome !== 'changed')
        return renderAccount(ctx, this.accounts, { present: i18n.t(`users.password_${outcome}`) })
    } catch (error) {
      if (!(error instanceof InvalidUserRequest)) throw error
      return renderAccount(ctx, this.accounts, { wanted: i18n.t(`users.fault_${error.fault}`) })
    }
    session.regenerate()
    session.flash('done', i18n.t('users.password_changed'))
    return response.redirect('/account')
  }
}
