import { inject } from '@adonisjs/core'
import config from '@adonisjs/core/services/config'
import type { HttpContext } from '@adonisjs/core/http'
import { ABILITY_NAMES } from '#access/api_abilities'
import { InvalidTokenRequest } from '#access/errors'
import { dayInWords } from '#dashboard/day_in_words'
import { NoSuchPage } from '#dashboard/no_such_page'
import { userOf } from '#dashboard/user_of'
import { TokenService } from '#services/token_service'
import { tokenValidator } from '#validators/accounts'
import { ROW_ID } from '#values/row_id'

/** The API tokens of programs. */
@inject()
export default class TokensController {
  constructor(private readonly tokens: TokenService) {}

  index(ctx: HttpContext) {
    return this.#render(ctx)
  }

  /** Shows the token, once. */
  async store(ctx: HttpContext) {
    const { i18n, request, response, view } = ctx
    const entered = await tokenValidator.validate(request.body())
    try {
      const { token, ...issued } = await this.tokens.issue({
        ...entered,
        actor: userOf(ctx).actor,
      })
      return view.render('pages/token', { issued, token: token.release() })
    } catch (error) {
      if (!(error instanceof InvalidTokenRequest)) throw error
      response.status(422)
      const field = entered.abilities.length === 0 ? 'abilities' : 'name'
      return this.#render(ctx, {
        entered,
        errors: { [field]: i18n.t(`users.fault_token_${field}`) },
      })
    }
  }

  async destroy(ctx: HttpContext) {
    const { i18n, params, response, session } = ctx
    if (!ROW_ID.test(params.id)) throw new NoSuchPage()
    try {
      const [{ name }] = await this.tokens.revoke({ which: params.id, actor: userOf(ctx).actor })
      session.flash('done', i18n.t('users.token_revoked', { name }))
    } catch (error) {
      if (!(error instanceof InvalidTokenRequest)) throw error
      session.flash('problem', i18n.t('users.unchanged'))
    }
    return response.redirect('/tokens')
  }

  async #render({ i18n, view }: HttpContext, form: object = { entered: {}, errors: {} }) {
    const tokens = await this.tokens.list()
    return view.render('pages/tokens', {
      tokens: tokens.map((token) => ({
        ...token,
        until: dayInWords(token.expiresAt, i18n.locale),
        lastUsed: token.lastUsedAt && dayInWords(token.lastUsedAt, i18n.locale),
      })),
      abilities: ABILITY_NAMES,
      usualDays: config.get<number>('api.tokenDays'),
      ...form,
    })
  }
}
