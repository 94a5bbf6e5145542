/*
|--------------------------------------------------------------------------
| Rate limits
|--------------------------------------------------------------------------
*/

import limiter from '@adonisjs/limiter/services/main'
import config from '@adonisjs/core/services/config'

/** Per token; config/api.ts. */
export const apiThrottle = limiter.define('api', ({ auth }) => {
  const { currentAccessToken } = auth.use('api').getUserOrFail()
  return limiter
    .allowRequests(config.get<number>('api.requestsPerMinute'))
    .every('1 minute')
    .usingKey(String(currentAccessToken.identifier))
})

/** For all calls of the operator; config/webhooks.ts. */
export const webhookThrottle = limiter.define('webhooks', () =>
  limiter
    .allowRequests(config.get<number>('webhooks.requestsPerSecond'))
    .every('1 second')
    .usingKey('orange')
)
