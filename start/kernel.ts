/*
|--------------------------------------------------------------------------
| HTTP kernel
|--------------------------------------------------------------------------
*/

import router from '@adonisjs/core/services/router'
import server from '@adonisjs/core/services/server'

server.errorHandler(() => import('#exceptions/handler'))
server.use([() => import('#middleware/for_machines_middleware')])

/** Nothing for all routes: bodies are parsed where they are wanted, after the caller is known. */
router.use([])

export const middleware = router.named({
  initializeAuth: () => import('@adonisjs/auth/initialize_auth_middleware'),
  apiToken: () => import('#middleware/api_token_middleware'),
  ability: () => import('#middleware/ability_middleware'),
  webhookSecret: () => import('#middleware/webhook_secret_middleware'),
  json: () => import('#middleware/json_middleware'),
})
