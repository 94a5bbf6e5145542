import env from '#start/env'

/** What the operator may send us, at /webhooks/orange. */
const webhooksConfig = {
  /** Part of the URL, one or two (ORANGE_WEBHOOK_SECRET). Without one nobody can call. */
  secrets: env.get('ORANGE_WEBHOOK_SECRET'),

  /** Where calls may come from (ORANGE_WEBHOOK_SOURCES). Empty: from anywhere. */
  sources: env.get('ORANGE_WEBHOOK_SOURCES'),

  /** Calls a second of all senders together, in each web process (ORANGE_WEBHOOK_RATE_PER_SECOND); over it 429. */
  requestsPerSecond: env.get('ORANGE_WEBHOOK_RATE_PER_SECOND'),

  /** Receipts have about 200 bytes, replies at most 2,000. */
  bodyLimitBytes: 16 * 1024,

  /** Time for the whole body, in milliseconds. */
  bodyTimeoutMs: 10_000,

  /** When the operator may call again after what could not be stored, in seconds. */
  retryAfterSeconds: 30,
}

export type WebhooksConfig = typeof webhooksConfig

export default webhooksConfig
