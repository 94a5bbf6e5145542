import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { middleware } from '#start/kernel'

/** For Prometheus. */
router.get('/metrics', [controllers.Metrics, 'show']).use(middleware.monitoring())
