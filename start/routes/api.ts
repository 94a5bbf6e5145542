import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { apiRoute } from '#start/api_route'
import { scheduleRoutes } from '#start/routes/schedules'

/** For programs: a bearer token with the ability that each route names; problem details for every error. */
router
  .group(() => {
    apiRoute(
      router.get('/scheduler/status', [controllers.api.SchedulerStatuses, 'show']),
      'scheduler:read'
    )
    apiRoute(
      router.post('/scheduler/pause', [controllers.api.SchedulerPauses, 'store']),
      'scheduler:write'
    )
    apiRoute(
      router.post('/scheduler/resume', [controllers.api.SchedulerResumptions, 'store']),
      'scheduler:write'
    )
    scheduleRoutes()
  })
  .prefix('/api/v1')
  .as('api')
