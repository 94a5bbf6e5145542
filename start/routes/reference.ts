import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { apiRoute, WITH_QUERY } from '#start/api_route'

/** What messages refer to, and what became of them; called within the API's group. */
export function referenceRoutes(): void {
  const { Facilities, Templates, Accounts, Balances, Statistics, AuditEvents } = controllers.api
  apiRoute(router.get('/facilities', [Facilities, 'index']), 'patients:read', WITH_QUERY)
  apiRoute(router.get('/facilities/:code', [Facilities, 'show']), 'patients:read')
  apiRoute(router.get('/templates', [Templates, 'index']), 'messages:read', WITH_QUERY)
  apiRoute(router.get('/templates/:type/:language', [Templates, 'show']), 'messages:read')
  apiRoute(router.put('/templates/:type/:language', [Templates, 'update']), 'templates:write', {
    bodyLimitBytes: 32 * 1024,
  })
  apiRoute(router.get('/accounts', [Accounts, 'index']), 'scheduler:read')
  apiRoute(router.get('/balances', [Balances, 'index']), 'scheduler:read')
  apiRoute(router.get('/stats', [Statistics, 'show']), 'stats:read', WITH_QUERY)
  apiRoute(router.get('/audit', [AuditEvents, 'index']), 'audit:read', WITH_QUERY)
}
