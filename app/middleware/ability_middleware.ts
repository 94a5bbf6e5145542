import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import type { ApiAbility } from '#access/api_abilities'
import { MissingAbility } from '#access/errors'

/** Requires a token with exactly this ability: no ability covers everything. */
export default class AbilityMiddleware {
  handle({ auth }: HttpContext, next: NextFn, { ability }: { ability: ApiAbility }) {
    const { currentAccessToken } = auth.use('api').getUserOrFail()
    if (!currentAccessToken.abilities.includes(ability)) throw new MissingAbility(ability)
    return next()
  }
}
