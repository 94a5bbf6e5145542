import type { Route } from '@adonisjs/core/http'
import type { ApiAbility } from '#access/api_abilities'
import { middleware } from '#start/kernel'
import { apiThrottle } from '#start/limiter'

/**
 * Declares a route of the API. Checks the caller, the rate limit and the token's ability, and only
 * then reads the body.
 */
export function apiRoute(route: Route<any>, ability: ApiAbility): Route<any> {
  return route.use([
    middleware.initializeAuth(),
    middleware.apiToken(),
    apiThrottle,
    middleware.ability({ ability }),
    middleware.body(),
  ])
}
