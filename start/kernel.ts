/*
|--------------------------------------------------------------------------
| HTTP kernel
|--------------------------------------------------------------------------
*/

import router from '@adonisjs/core/services/router'
import server from '@adonisjs/core/services/server'

/**
 * For all requests, including those without a route; app/faces/faces.ts has the settings of each
 * face.
 */
export const serverMiddleware = [
  () => import('#middleware/log_context_middleware'),
  () => import('#middleware/response_headers_middleware'),
  () => import('#middleware/method_spoofing_middleware'),
]

server.errorHandler(() => import('#exceptions/handler'))
server.use(serverMiddleware)

/** None for all routes: bodies are parsed where they are needed, after the caller is known. */
router.use([])

export const middleware = router.named({
  initializeAuth: () => import('@adonisjs/auth/initialize_auth_middleware'),
  apiToken: () => import('#middleware/api_token_middleware'),
  ability: () => import('#middleware/ability_middleware'),
  monitoring: () => import('#middleware/monitoring_middleware'),
  webhookSecret: () => import('#middleware/webhook_secret_middleware'),
  compress: () => import('#middleware/compress_middleware'),
  body: () => import('#middleware/body_middleware'),
  session: () => import('@adonisjs/session/session_middleware'),
  reader: () => import('#middleware/reader_middleware'),
  role: () => import('#middleware/role_middleware'),
  shield: () => import('@adonisjs/shield/shield_middleware'),
})
