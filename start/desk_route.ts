import type { Route } from '@adonisjs/core/http'
import type { LeastRole } from '#dashboard/least_role'
import { middleware } from '#start/kernel'

/** Bytes of a form, for all routes but those that say otherwise. */
const BODY_LIMIT_BYTES = 16 * 1024

interface BodyLimits {
  bodyLimitBytes?: number
  /** The largest file, on a route that takes one. */
  fileBytes?: number
}

/**
 * Declares a route of the pages: the least role that may use it, or `stranger`. Checks the role
 * before it reads the body, and the token of the form before the controller runs.
 */
export function deskRoute(
  route: Route<any>,
  least: LeastRole,
  { bodyLimitBytes = BODY_LIMIT_BYTES, fileBytes }: BodyLimits = {}
): Route<any> {
  return route.use([
    middleware.compress(),
    middleware.session(),
    middleware.initializeAuth(),
    middleware.reader(),
    middleware.role({ least }),
    middleware.body({ limitBytes: bodyLimitBytes, fileBytes }),
    middleware.shield(),
  ])
}
