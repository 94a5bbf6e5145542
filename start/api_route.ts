import type { Route } from '@adonisjs/core/http'
import type { ApiAbility } from '#access/api_abilities'
import type { Reads } from '#middleware/refuse_unread'
import { middleware } from '#start/kernel'
import { apiThrottle } from '#start/limiter'

/** Bytes of a body, for all routes but those that say otherwise. */
const BODY_LIMIT_BYTES = 16 * 1024

const WITH_BODY = ['POST', 'PUT', 'PATCH']

/** For lists and others that are told by their query what to show. */
export const WITH_QUERY = { reads: 'query' } as const

/** For changes that the path alone describes. */
export const NO_FIELDS = { reads: 'nothing' } as const

/** For 1,000 things of 1 kB each, in a list or under a name; larger ones are sent in smaller lists. */
export const MANY = { reads: 'list', bodyLimitBytes: 1024 * 1024 } as const

export interface ApiRouteOptions {
  bodyLimitBytes?: number
  /** The body of a POST, PUT or PATCH, and nothing of any other request, unless stated. */
  reads?: Reads
}

/**
 * Declares a route of the API. Checks the caller, the rate limit and the token's ability, and only
 * then reads the body. Refuses a query or a body that the route does not read.
 */
export function apiRoute(
  route: Route<any>,
  ability: ApiAbility,
  { bodyLimitBytes = BODY_LIMIT_BYTES, reads = usualReads(route) }: ApiRouteOptions = {}
): Route<any> {
  return route.use([
    middleware.initializeAuth(),
    middleware.apiToken(),
    apiThrottle,
    middleware.ability({ ability }),
    middleware.body({ limitBytes: bodyLimitBytes, reads }),
  ])
}

function usualReads(route: Route<any>): Reads {
  return route.toJSON().methods.some((method) => WITH_BODY.includes(method)) ? 'body' : 'nothing'
}
