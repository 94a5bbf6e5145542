import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { Clock } from '#app/clock'
import { beginSession } from '#dashboard/begin_session'
import { pendingCode } from '#dashboard/pending_code'
import { noteDenial } from '#exceptions/note_denial'
import { AccountService } from '#services/account_service'
import { codeValidator } from '#validators/accounts'

/** The second factor, after the password. */
@inject()
export default class SignInCodesController {
  constructor(
    private readonly accounts: AccountService,
    private readonly clock: Clock
  ) {}

  create({ response, session, view }: HttpContext) {
    if (!pendingCode(session, this.clock.nowMs())) return response.redirect('/sign-in')
    return view.render('pages/sign_in_code')
  }

  async store(ctx: HttpContext) {
    const { i18n, request, response, session, view } = ctx
    const pending = pendingCode(session, this.clock.nowMs())
    if (!pending) {
      session.flash('problem', i18n.t('sign_in.too_late'))
      return response.redirect('/sign-in')
    }
    const { code } = await codeValidator.validate(request.body())
    const { userId, stays, to } = pending
    const address = request.ip()
    const by = await this.accounts.checkCode({ userId, code, address })
    if (by === 'wrong' || by === 'paused') {
      await noteDenial({ status: 401, path: request.url(), address })
      response.status(by === 'paused' ? 429 : 401)
      return view.render('pages/sign_in_code', { refusal: i18n.t(`sign_in.code_${by}`) })
    }
    await beginSession(ctx, { userId, stays })
    await this.accounts.recordSignIn({ userId, by })
    return response.redirect(to)
  }
}
