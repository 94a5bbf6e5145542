import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { userOf } from '#dashboard/user_of'
import { AuditService } from '#services/audit_service'
import { BalanceService } from '#services/balance_service'

/** Asks the operators what is left of the units. */
@inject()
export default class BalanceChecksController {
  constructor(
    private readonly balances: BalanceService,
    private readonly audit: AuditService
  ) {}

  async store(ctx: HttpContext) {
    const { i18n, response, session } = ctx
    const polled = await this.balances.askBalances()
    const accounts = polled.map(({ account, outcome }) => ({ account, outcome }))
    const { actor } = userOf(ctx)
    await this.audit.append({ actor, action: 'balance_checked', detail: { accounts } })
    if (polled.length === 0) session.flash('warning', i18n.t('system.balance.none'))
    else if (polled.some(({ outcome }) => outcome === 'not_read'))
      session.flash('problem', i18n.t('system.balance.not_read'))
    else session.flash('done', i18n.t('system.balance.done'))
    return response.redirect('/system#balance')
  }
}
