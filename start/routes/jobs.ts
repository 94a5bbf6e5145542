import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { apiRoute, MANY } from '#start/api_route'

/** The job routes of the API; called within its group. */
export function jobRoutes(): void {
  const { Jobs: jobs } = controllers.api
  apiRoute(router.post('/jobs', [jobs, 'store']), 'jobs:write', MANY)
  apiRoute(router.get('/jobs/:key', [jobs, 'show']), 'schedules:read')
}
