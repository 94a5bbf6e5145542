import config from '@adonisjs/core/services/config'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { isOneOf } from '#values/same_secret'
import { RouteNotFound } from '#exceptions/route_not_found'
import type { WebhooksSettings } from '#settings/webhooks_settings'

/**
 * Requires a webhook secret and an allowed address; to all other callers the route does not exist.
 */
export default class WebhookSecretMiddleware {
  handle({ params, request }: HttpContext, next: NextFn) {
    const { secrets, sources } = config.get<WebhooksSettings>('webhooks')
    if (!isOneOf(params.secret, secrets)) throw new RouteNotFound()
    if (sources.entries.length > 0 && !sources.has(request.ip())) throw new RouteNotFound()
    return next()
  }
}
