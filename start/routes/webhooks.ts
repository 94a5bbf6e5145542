import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { middleware } from '#start/kernel'
import { webhookThrottle } from '#start/limiter'

/**
 * For the operator, which can only authenticate by the secret in the path. Bodies are read after
 * that check, by the routes themselves.
 */
router
  .group(() => {
    router.post('/delivery-receipts', [controllers.webhooks.DeliveryReceipts, 'store'])
    router.post('/inbound-messages', [controllers.webhooks.InboundMessages, 'store'])
  })
  .prefix('/webhooks/orange/:secret')
  .use([middleware.webhookSecret(), webhookThrottle])
  .as('webhooks')
