import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { apiRoute, WITH_QUERY, NO_FIELDS } from '#start/api_route'
import { ROW_ID } from '#values/row_id'

const ID = { match: ROW_ID, cast: Number }

/** A text has at most 10,000 characters; escaped as JSON that may be six times as much. */
const WITH_TEXT = { bodyLimitBytes: 64 * 1024 }

/** The message routes of the API, and what is done to many; called within its group. */
export function messageRoutes(): void {
  const {
    Messages: messages,
    MessageRetries: retries,
    MessageRejections: rejections,
    MessageCancellations: cancellations,
    MessageResolutions: resolutions,
    Batches: batches,
    BatchPreviews: previews,
    BatchStops: stops,
  } = controllers.api

  apiRoute(router.get('/messages', [messages, 'index']), 'messages:read', WITH_QUERY)
  apiRoute(router.post('/messages', [messages, 'store']), 'messages:write', WITH_TEXT)
  router
    .group(() => {
      apiRoute(router.get('/', [messages, 'show']), 'messages:read')
      apiRoute(router.patch('/', [messages, 'update']), 'messages:write', WITH_TEXT)
      apiRoute(router.post('/retry', [retries, 'store']), 'messages:write')
      apiRoute(router.post('/reject', [rejections, 'store']), 'messages:write')
      apiRoute(router.post('/cancel', [cancellations, 'store']), 'messages:write')
      apiRoute(router.post('/resolve', [resolutions, 'store']), 'messages:write')
    })
    .prefix('/messages/:id')
    .where('id', ID)

  apiRoute(router.get('/batches', [batches, 'index']), 'messages:read', WITH_QUERY)
  apiRoute(router.post('/batches', [batches, 'store']), 'messages:write')
  apiRoute(router.post('/batches/previews', [previews, 'store']), 'messages:write')
  apiRoute(router.get('/batches/:id', [batches, 'show']).where('id', ID), 'messages:read')
  apiRoute(
    router.post('/batches/:id/stop', [stops, 'store']).where('id', ID),
    'messages:write',
    NO_FIELDS
  )
}
