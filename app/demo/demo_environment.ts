import { randomBytes } from 'node:crypto'
import { DateTime } from 'luxon'

/** The day for which the sample data is written: a Tuesday, 15:05 in Douala. */
export const DEMO_NOW = DateTime.fromISO('2026-03-10T14:05:00Z', { zone: 'utc' })

/** Orange's own limit for the SMS product. */
export const DEMO_RATE_PER_SECOND = 5

/** The environment of every process of the demo. The machine's own `.env` is ignored. */
export function demoEnvironment(options: {
  folder: string
  port: number
  emulatorUrl: string
  webhookSecret: string
}): Record<string, string> {
  return {
    NODE_ENV: 'development',
    TZ: 'UTC',
    HOST: '127.0.0.1',
    PORT: String(options.port),
    LOG_LEVEL: 'info',
    APP_KEY: randomBytes(32).toString('base64url'),
    APP_TIMEZONE: 'Africa/Douala',
    APP_CLOCK_OFFSET_MS: String(DEMO_NOW.toMillis() - Date.now()),
    DEFAULT_COUNTRY: 'CM',
    DEFAULT_LANGUAGE: 'fr',
    DB_CONNECTION: 'sqlite',
    SQLITE_FILE: `${options.folder}/rappel.sqlite3`,
    RAPPEL_STATE_DIR: `${options.folder}/state`,
    SMS_GATEWAY: 'orange',
    /** The sample has children in Cameroon, Senegal, Côte d'Ivoire and Madagascar. */
    SMS_ALLOWED_PREFIXES: '+237,+221,+225,+261',
    SMS_BATCH_SIZE: '50',
    SMS_BATCH_DELAY_MS: '0',
    SMS_PROCESSING_INTERVAL_MINUTES: '1',
    SMS_MAX_RETRIES: '3',
    /** Three seconds instead of five minutes, so that retries can be watched. */
    SMS_RETRY_DELAY_MINUTES: '0.05',
    ORANGE_BASE_URL: options.emulatorUrl,
    ORANGE_CLIENT_ID: 'demo',
    ORANGE_CLIENT_SECRET: 'demo',
    ORANGE_SENDER_ADDRESS: 'tel:+2370000',
    ORANGE_SENDER_NAME: '',
    ORANGE_COUNTRY: 'CMR',
    ORANGE_RATE_LIMIT_PER_SECOND: String(DEMO_RATE_PER_SECOND),
    ORANGE_TIMEOUT_MS: '4000',
    ORANGE_WEBHOOK_SECRET: options.webhookSecret,
    MONITORING_SECRET: 'demo',
  }
}
