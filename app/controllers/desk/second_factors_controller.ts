import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { newTotpSecret, totpAddress } from '#access/second_factor/totp'
import { totpImage } from '#access/second_factor/totp_image'
import { renderAccount } from '#dashboard/render_account'
import { userOf } from '#dashboard/user_of'
import { AccountService } from '#services/account_service'
import { codeValidator, presentPasswordValidator } from '#validators/accounts'

/** In a session: the secret of a second factor whose first code is still to come. */
const SECRET = 'new_second_factor'

/** One's own second factor. */
@inject()
export default class SecondFactorsController {
  constructor(private readonly accounts: AccountService) {}

  create(ctx: HttpContext) {
    const secret = newTotpSecret()
    ctx.session.put(SECRET, secret)
    return this.#render(ctx, secret)
  }

  /** Shows the recovery codes, once. */
  async store(ctx: HttpContext) {
    const { i18n, request, response, session, view } = ctx
    const secret: string | undefined = session.get(SECRET)
    if (secret === undefined) return response.redirect('/account/second-factor')
    const { code } = await codeValidator.validate(request.body())
    const userId = userOf(ctx).id
    const codes = await this.accounts.addSecondFactor({
      userId,
      secret,
      code: code.replaceAll(/\s/g, ''),
    })
    if (!codes) {
      response.status(422)
      return this.#render(ctx, secret, i18n.t('users.code_wrong'))
    }
    session.forget(SECRET)
    return view.render('pages/recovery_codes', { codes })
  }

  async destroy(ctx: HttpContext) {
    const { i18n, request, response, session } = ctx
    const { present } = await presentPasswordValidator.validate(request.body())
    const user = userOf(ctx)
    const attempt = { email: user.email, password: present, address: request.ip() }
    const { outcome } = await this.accounts.signIn(attempt)
    if (outcome !== 'right')
      return renderAccount(ctx, this.accounts, {
        second_factor: i18n.t(`users.password_${outcome}`),
      })
    await this.accounts.removeSecondFactor({ userId: user.id, actor: user.actor })
    session.flash('done', i18n.t('users.second_factor_removed'))
    return response.redirect('/account')
  }

  #render(ctx: HttpContext, secret: string, error?: string) {
    const address = totpAddress({ secret, email: userOf(ctx).email })
    const groups = secret.match(/.{1,4}/g)!.join(' ')
    const image = totpImage(address)
    return ctx.view.render('pages/second_factor', { address, image, groups, error })
  }
}
