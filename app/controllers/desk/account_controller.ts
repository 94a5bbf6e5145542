import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { renderAccount } from '#dashboard/render_account'
import { AccountService } from '#services/account_service'

/** One's own account: password, second factor, and where one is signed in. */
@inject()
export default class AccountController {
  constructor(private readonly accounts: AccountService) {}

  async show(ctx: HttpContext) {
    return renderAccount(ctx, this.accounts)
  }
}
