import config from '@adonisjs/core/services/config'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { isOneOf } from '#app/same_secret'
import { NotHere } from '#exceptions/not_here'
import type { WebhooksConfig } from '#config/webhooks'

/** Lets through who knows a secret and calls from where it should; for anybody else there is nothing here. */
export default class WebhookSecretMiddleware {
  handle({ params, request }: HttpContext, next: NextFn) {
    const { secrets, sources } = config.get<WebhooksConfig>('webhooks')
    if (!isOneOf(params.secret, secrets)) throw new NotHere()
    if (sources.entries.length > 0 && !sources.has(request.ip())) throw new NotHere()
    return next()
  }
}
