import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { apiRoute } from '#start/api_route'
import { scheduleRoutes } from '#start/routes/schedules'

/** For programs: a bearer token with the ability of each route; problem details for every error. */
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
    apiRoute(router.get('/consents', [controllers.api.Consents, 'index']), 'consents:read')
    apiRoute(router.get('/consents/:id', [controllers.api.Consents, 'show']), 'consents:read')
    apiRoute(router.post('/consents', [controllers.api.Consents, 'store']), 'consents:write')
    apiRoute(
      router.get('/inbound-messages', [controllers.api.InboundMessages, 'index']),
      'messages:read'
    )
    apiRoute(
      router.post('/inbound-messages/:id/read', [controllers.api.InboundMessageReads, 'store']),
      'messages:write'
    )
    apiRoute(
      router.delete('/patients/:ref', [controllers.api.Patients, 'destroy']),
      'patients:write'
    )
    scheduleRoutes()
  })
  .prefix('/api/v1')
  .as('api')
