import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { middleware } from '#start/kernel'
import { webhookThrottle } from '#start/limiter'

/** For the operator: the secret in the path is all that it can show. Bodies are read after it, and by themselves. */
router
  .group(() => {
    router.post('/delivery-receipts', [controllers.webhooks.DeliveryReceipts, 'store'])
    router.post('/inbound-messages', [controllers.webhooks.InboundMessages, 'store'])
  })
  .prefix('/webhooks/orange/:secret')
  .use([middleware.webhookSecret(), webhookThrottle])
  .as('webhooks')
