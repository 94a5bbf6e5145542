import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { apiRoute, WITH_QUERY, NO_FIELDS } from '#start/api_route'
import { ROW_ID } from '#values/row_id'

/** A payload has at most 64 kB; escaped as JSON that may be three times as much. */
const WITH_PAYLOAD = { bodyLimitBytes: 200 * 1024 }

const ID = { match: ROW_ID, cast: Number }

/** The schedule routes of the API; called within its group. */
export function scheduleRoutes(): void {
  const {
    Schedules: schedules,
    SchedulePauses: pauses,
    ScheduleOccurrences: occurrences,
    ScheduleRuns: runs,
    OccurrenceRetries: retries,
    SchedulerTicks: ticks,
  } = controllers.api

  apiRoute(router.get('/schedules', [schedules, 'index']), 'schedules:read', WITH_QUERY)
  apiRoute(router.post('/schedules', [schedules, 'store']), 'schedules:write', WITH_PAYLOAD)
  router
    .group(() => {
      apiRoute(router.get('/', [schedules, 'show']), 'schedules:read')
      apiRoute(router.patch('/', [schedules, 'update']), 'schedules:write', WITH_PAYLOAD)
      apiRoute(router.delete('/', [schedules, 'destroy']), 'schedules:write')
      apiRoute(router.post('/pauses', [pauses, 'store']), 'schedules:write')
      apiRoute(router.delete('/pauses', [pauses, 'destroy']), 'schedules:write')
      apiRoute(router.post('/runs', [runs, 'store']), 'schedules:write', NO_FIELDS)
      apiRoute(router.get('/occurrences', [occurrences, 'index']), 'schedules:read', WITH_QUERY)
    })
    .prefix('/schedules/:id')
    .where('id', ID)
  apiRoute(
    router.post('/occurrences/:id/retries', [retries, 'store']).where('id', ID),
    'schedules:write',
    NO_FIELDS
  )
  apiRoute(router.post('/scheduler/tick', [ticks, 'store']), 'scheduler:write')
}
