import { errors } from '@adonisjs/auth'
import config from '@adonisjs/core/services/config'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import limiter from '@adonisjs/limiter/services/main'

/**
 * Requires a valid token. An address that tries many invalid ones gets 429; valid ones still pass.
 */
export default class ApiTokenMiddleware {
  async handle({ auth, request }: HttpContext, next: NextFn) {
    try {
      await auth.authenticateUsing(['api'])
    } catch (error) {
      if (!(error instanceof errors.E_UNAUTHORIZED_ACCESS)) throw error
      await failuresOfAddress().consume(`api_failures:${request.ip()}`)
      throw error
    }
    return next()
  }
}

function failuresOfAddress() {
  const requests = config.get<number>('api.failedAuthenticationsPerMinute')
  return limiter.use({ requests, duration: '1 minute' })
}
