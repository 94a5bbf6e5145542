import type { Route } from '@adonisjs/core/http'
import type { ApiAbility } from '#app/api/api_abilities'
import { middleware } from '#start/kernel'
import { apiThrottle } from '#start/limiter'

/**
 * Every route of the API is declared through this: who calls, whether too often,
 * whether the token is for this, and only then the body.
 */
export function apiRoute(route: Route<any>, ability: ApiAbility): Route<any> {
  return route.use([
    middleware.initializeAuth(),
    middleware.apiToken(),
    apiThrottle,
    middleware.ability({ ability }),
    middleware.json(),
  ])
}
