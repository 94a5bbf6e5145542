import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { apiRoute, MANY, WITH_QUERY } from '#start/api_route'

/** The routes about patients, immunizations and visits; called within the group of the API. */
export function recordRoutes(): void {
  const {
    Patients: patients,
    PatientStatuses: statuses,
    Immunizations: immunizations,
    Visits: visits,
    RecordBatches: batches,
  } = controllers.api

  apiRoute(router.get('/patients', [patients, 'index']), 'patients:read', WITH_QUERY)
  apiRoute(router.get('/immunizations', [immunizations, 'index']), 'patients:read', WITH_QUERY)
  apiRoute(router.put('/batches', [batches, 'update']), 'patients:write', MANY)
  router
    .group(() => {
      apiRoute(router.get('/', [patients, 'show']), 'patients:read')
      apiRoute(router.put('/', [patients, 'update']), 'patients:write')
      apiRoute(router.delete('/', [patients, 'destroy']), 'patients:write')
      apiRoute(router.put('/status', [statuses, 'update']), 'patients:write')
      apiRoute(router.post('/visits', [visits, 'store']), 'patients:write')
      apiRoute(
        router.get('/immunizations/:vaccine/:dose', [immunizations, 'show']),
        'patients:read'
      )
      apiRoute(
        router.put('/immunizations/:vaccine/:dose', [immunizations, 'update']),
        'patients:write'
      )
      apiRoute(
        router
          .post('/immunizations/:vaccine/:dose/visits', [visits, 'store'])
          .as('immunization_visits.store'),
        'patients:write'
      )
    })
    .prefix('/patients/:ref')
}
