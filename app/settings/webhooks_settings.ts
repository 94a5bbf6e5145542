import type { Secret } from '@adonisjs/core/helpers'
import type { AddressList } from '#values/address_list'

/** The settings in config/webhooks.ts, which explains each. */
export interface WebhooksSettings {
  secrets: readonly Secret<string>[]
  sources: AddressList
  requestsPerSecond: number
  bodyLimitBytes: number
  bodyTimeoutMs: number
  retryAfterSeconds: number
}
