import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'

/** For supervisors and monitoring: no session, no cookie. */
router
  .group(() => {
    router.get('/', [controllers.HealthChecks, 'show'])
    router.get('/live', [controllers.HealthChecks, 'live'])
    router.get('/ready', [controllers.HealthChecks, 'ready'])
  })
  .prefix('/health')
