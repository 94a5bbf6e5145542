import { randomBytes } from 'node:crypto'
import app from '@adonisjs/core/services/app'
import config from '@adonisjs/core/services/config'
import { Secret } from '@adonisjs/core/helpers'
import limiter from '@adonisjs/limiter/services/main'
import type { Group } from '@japa/runner/core'
import { RunningWork } from '#services/running_work'
import type { WebhooksSettings } from '#settings/webhooks_settings'

/** Production refuses one that others know. */
export const SECRET = randomBytes(32).toString('hex')
export const RECEIPTS = `/webhooks/orange/${SECRET}/delivery-receipts`
export const REPLIES = `/webhooks/orange/${SECRET}/inbound-messages`

/** The settings of the webhooks, but for what the test changes. */
export function configureWebhooks(change: Partial<WebhooksSettings>): void {
  config.set('webhooks', { ...config.get<WebhooksSettings>('webhooks'), ...change })
}

/** Every test of the group starts with one secret and no source list, and ends when all that came is applied. */
export function withWebhooks(group: Group): void {
  group.each.setup(async () => {
    const before = config.get('webhooks')
    await limiter.clear()
    configureWebhooks({ secrets: [new Secret(SECRET)], requestsPerSecond: 100_000 })
    return async () => {
      config.set('webhooks', before)
      const work = await app.container.make(RunningWork)
      await work.inTurn('webhooks', async () => undefined)
    }
  })
}
