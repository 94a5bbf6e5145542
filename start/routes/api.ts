import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { apiRoute, WITH_QUERY, NO_FIELDS } from '#start/api_route'
import { documentationRoutes } from '#start/routes/documentation'
import { messageRoutes } from '#start/routes/messages'
import { referenceRoutes } from '#start/routes/reference'
import { jobRoutes } from '#start/routes/jobs'
import { recordRoutes } from '#start/routes/records'
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
    apiRoute(
      router.get('/consents', [controllers.api.Consents, 'index']),
      'consents:read',
      WITH_QUERY
    )
    apiRoute(router.get('/consents/:id', [controllers.api.Consents, 'show']), 'consents:read')
    apiRoute(router.post('/consents', [controllers.api.Consents, 'store']), 'consents:write')
    apiRoute(
      router.get('/inbound-messages', [controllers.api.InboundMessages, 'index']),
      'messages:read',
      WITH_QUERY
    )
    apiRoute(
      router.post('/inbound-messages/:id/read', [controllers.api.InboundMessageReads, 'store']),
      'messages:write',
      NO_FIELDS
    )
    recordRoutes()
    scheduleRoutes()
    messageRoutes()
    referenceRoutes()
    jobRoutes()
    documentationRoutes()
  })
  .prefix('/api/v1')
  .as('api')
