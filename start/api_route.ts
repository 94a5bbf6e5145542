import type { Route } from '@adonisjs/core/http'
import type { ApiAbility } from '#access/api_abilities'
import { middleware } from '#start/kernel'
import { apiThrottle } from '#start/limiter'

/** Bytes of a body, for all routes but those that say otherwise. */
const BODY_LIMIT_BYTES = 16 * 1024

/**
 * Declares a route of the API. Checks the caller, the rate limit and the token's ability, and only
 * then reads the body.
 */
export function apiRoute(
  route: Route<any>,
  ability: ApiAbility,
  { bodyLimitBytes = BODY_LIMIT_BYTES } = {}
): Route<any> {
  return route.use([
    middleware.initializeAuth(),
    middleware.apiToken(),
    apiThrottle,
    middleware.ability({ ability }),
    middleware.body({ limitBytes: bodyLimitBytes }),
  ])
}
