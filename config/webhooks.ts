import env from '#start/env'
import type { WebhooksSettings } from '#settings/webhooks_settings'

/** Calls from the operator, at /webhooks/orange. */
const webhooksConfig: WebhooksSettings = {
  /** Part of the URL, one or two (ORANGE_WEBHOOK_SECRET). Without one, no call is accepted. */
  secrets: env.get('ORANGE_WEBHOOK_SECRET'),

  /** Allowed source addresses (ORANGE_WEBHOOK_SOURCES). Empty: all. */
  sources: env.get('ORANGE_WEBHOOK_SOURCES'),

  /**
   * Calls per second of all senders together, in each web process (ORANGE_WEBHOOK_RATE_PER_SECOND);
   * beyond that 429.
   */
  requestsPerSecond: env.get('ORANGE_WEBHOOK_RATE_PER_SECOND'),

  /** Receipts have about 200 bytes, replies at most 2,000. */
  bodyLimitBytes: 16 * 1024,

  /** Time for the whole body, in milliseconds. */
  bodyTimeoutMs: 10_000,

  /** Seconds after which the operator may retry a call that could not be stored. */
  retryAfterSeconds: 30,
}

export default webhooksConfig
