import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import type { ApiAbility } from '#app/api/api_abilities'
import { MissingAbility } from '#app/api/errors'

/** Lets through a token that has the ability, by its very name: there is none for everything. */
export default class AbilityMiddleware {
  handle({ auth }: HttpContext, next: NextFn, { ability }: { ability: ApiAbility }) {
    const { currentAccessToken } = auth.use('api').getUserOrFail()
    if (!currentAccessToken.abilities.includes(ability)) throw new MissingAbility(ability)
    return next()
  }
}
