import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { Clock } from '#app/clock'
import { SignInSettings } from '#access/sign_in_settings'
import { beginSession } from '#dashboard/begin_session'
import { localPath } from '#dashboard/local_path'
import { rememberPending } from '#dashboard/pending_code'
import { refusalInWords } from '#dashboard/refusal_in_words'
import { noteDenial } from '#exceptions/note_denial'
import { AccountService } from '#services/account_service'
import { signInValidator } from '#validators/accounts'

/** Signing in and out. */
@inject()
export default class SignInsController {
  constructor(
    private readonly accounts: AccountService,
    private readonly settings: SignInSettings,
    private readonly clock: Clock
  ) {}

  async create({ auth, request, response, view }: HttpContext) {
    const to = localPath(request.qs().to)
    if (auth.use('desk').user) return response.redirect(to)
    const isFirst = !(await this.accounts.isAnybodyThere())
    return view.render('pages/sign_in', { to, isFirst })
  }

  async store(ctx: HttpContext) {
    const { request, response, session, view } = ctx
    const { email, password, stays, ...rest } = await signInValidator.validate(request.body())
    const [to, address] = [localPath(rest.to), request.ip()]
    const attempt = await this.accounts.signIn({ email, password, address })
    if (attempt.outcome !== 'right') {
      await noteDenial({ status: 401, path: request.url(), address })
      response.status(attempt.outcome === 'paused' ? 429 : 401)
      const refusal = refusalInWords(attempt, ctx)
      return view.render('pages/sign_in', { email, stays, to, refusal })
    }
    const { userId } = attempt
    if (attempt.needsCode) {
      const until = this.clock.nowMs() + this.settings.secondFactorMinutes * 60_000
      rememberPending(session, { userId, stays, to, until })
      return response.redirect('/sign-in/code')
    }
    await beginSession(ctx, { userId, stays })
    await this.accounts.recordSignIn({ userId, by: 'password' })
    return response.redirect(to)
  }

  /** The session is deleted; the next one is a stranger's. */
  async destroy({ auth, i18n, response, session }: HttpContext) {
    await auth.use('desk').logout()
    session.clear()
    session.regenerate()
    session.flash('done', i18n.t('sign_in.signed_out'))
    return response.redirect('/sign-in')
  }
}
