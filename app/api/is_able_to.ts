import type { HttpContext } from '@adonisjs/core/http'
import type { ApiAbility } from '#access/api_abilities'

/** Whether the caller's token has an ability beside the one that its route asks for. */
export function isAbleTo({ auth }: Pick<HttpContext, 'auth'>, ability: ApiAbility): boolean {
  return auth.use('api').getUserOrFail().currentAccessToken.abilities.includes(ability)
}
