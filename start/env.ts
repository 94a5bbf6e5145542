/*
|--------------------------------------------------------------------------
| Environment variables
|--------------------------------------------------------------------------
|
| Every variable that the application reads, with its allowed values. Invalid
| values are rejected at boot, all of them at once. config/sms_scheduler.ts
| explains the numbers.
|
*/

import { Env } from '@adonisjs/core/env'
import { mailRecipients, smtpUrl } from '#settings/alert_env_rules'
import { SASL_MECHANISMS } from '#settings/kafka_config'
import { otlpHeaders } from '#settings/otlp_env_rules'
import {
  addressList,
  brokerList,
  country,
  hashKeys,
  integer,
  languageTag,
  kafkaName,
  number,
  onOrOff,
  prefixList,
  text,
  timeZone,
  utcOnly,
  webhookSecrets,
  webUrl,
} from '#settings/env_rules'

export default await Env.create(new URL('../', import.meta.url), {
  NODE_ENV: Env.schema.enum(['development', 'production', 'test'] as const),
  TZ: utcOnly(),
  PORT: integer({ min: 0, max: 65_535, fallback: 3333 }),
  HOST: Env.schema.string.optional({ format: 'host' }),
  TRUSTED_PROXIES: addressList(),
  HTTP_HEADERS_TIMEOUT_MS: integer({ min: 500, max: 60_000, fallback: 10_000 }),
  LOG_LEVEL: Env.schema.enum.optional([
    'fatal',
    'error',
    'warn',
    'info',
    'debug',
    'trace',
    'silent',
  ] as const),
  APP_KEY: Env.schema.secret(),
  /** Earlier ones, while something is stored under them. */
  APP_KEY_PREVIOUS: hashKeys({ least: 16 }),
  APP_TIMEZONE: timeZone({ fallback: 'UTC' }),
  /**
   * Moves the clock of this process, in milliseconds: for the demo and for trials. Rejected in
   * production.
   */
  APP_CLOCK_OFFSET_MS: integer({ min: -3_155_760_000_000, max: 3_155_760_000_000, fallback: 0 }),
  DEFAULT_COUNTRY: country({ fallback: 'CM' }),
  DEFAULT_LANGUAGE: languageTag({ fallback: 'fr' }),

  DB_CONNECTION: Env.schema.enum.optional(['sqlite', 'pg'] as const),
  SQLITE_FILE: Env.schema.string.optional(),
  DB_HOST: Env.schema.string.optional(),
  DB_PORT: integer({ min: 1, max: 65_535, fallback: 5432 }),
  DB_USER: Env.schema.string.optional(),
  DB_PASSWORD: Env.schema.secret.optional(),
  DB_DATABASE: Env.schema.string.optional(),
  DB_TLS: onOrOff(),
  /** File of the certificate authority in PEM; empty: those that Node trusts. */
  DB_TLS_CA: Env.schema.string.optional(),
  DB_STATEMENT_TIMEOUT_MS: integer({ min: 0, max: 3_600_000, fallback: 30_000 }),
  /** Where sent messages are recorded outside the database (docs/operations.md). */
  RAPPEL_STATE_DIR: Env.schema.string.optional(),

  SMS_GATEWAY: Env.schema.enum.optional(['orange', 'log'] as const),
  SMS_BATCH_SIZE: integer({ min: 1, max: 500, fallback: 50 }),
  SMS_BATCH_DELAY_MS: integer({ min: 0, max: 60_000, fallback: 0 }),
  SMS_PROCESSING_INTERVAL_MINUTES: integer({ min: 1, max: 60, fallback: 5 }),
  SMS_MAX_RETRIES: integer({ min: 0, max: 20, fallback: 3 }),
  SMS_RETRY_DELAY_MINUTES: number({ min: 0.01, max: 1_440, fallback: 5 }),
  SMS_DEAD_LETTER_THRESHOLD: integer({ min: 1, max: 100, fallback: 5 }),
  SMS_ALLOWED_PREFIXES: prefixList(),
  SMS_MESSAGES_PER_NUMBER_PER_DAY: integer({ min: 0, max: 1_000, fallback: 10 }),
  SMS_SEGMENTS_PER_DAY: integer({ min: 0, max: 100_000_000, fallback: 10_000 }),
  SMS_RETENTION_DAYS: integer({ min: 1, max: 3_650, fallback: 30 }),
  SMS_CLEANUP_BATCH_SIZE: integer({ min: 1, max: 50_000, fallback: 1000 }),
  SMS_HEALTH_CHECK_INTERVAL_MINUTES: integer({ min: 1, max: 1_440, fallback: 30 }),
  SMS_ALERT_PENDING_THRESHOLD: integer({ min: 1, max: 100_000_000, fallback: 1000 }),
  SMS_ALERT_FAILURE_RATE: number({ min: 0, max: 1, fallback: 0.1 }),
  SMS_ALERT_PROCESSING_DELAY_MINUTES: integer({ min: 1, max: 10_080, fallback: 120 }),

  /**
   * Schedules fired in one transaction, and the most fired by one call of POST
   * /api/v1/scheduler/tick.
   */
  SCHEDULER_BATCH_SIZE: integer({ min: 1, max: 5_000, fallback: 500 }),

  ORANGE_BASE_URL: Env.schema.string.optional({ format: 'url', tld: false }),
  ORANGE_CLIENT_ID: Env.schema.string.optional(),
  ORANGE_CLIENT_SECRET: Env.schema.secret.optional(),
  ORANGE_SENDER_ADDRESS: text({
    form: /^tel:\+?\d{3,15}$/,
    allowed: '"tel:+" and digits, for example "tel:+2370000"',
    fallback: 'tel:+2370000',
  }),
  ORANGE_SENDER_NAME: text({
    form: /^[A-Za-z0-9 ]{1,11}$/,
    allowed: 'at most 11 letters, digits and spaces',
    fallback: undefined,
  }),
  ORANGE_COUNTRY: text({
    form: /^[A-Z]{3}$/,
    allowed: 'a three-letter country code such as "CMR"',
    fallback: 'CMR',
  }),
  ORANGE_RATE_LIMIT_PER_SECOND: number({ min: 0.1, max: 100_000, fallback: 5 }),
  ORANGE_TIMEOUT_MS: integer({ min: 100, max: 120_000, fallback: 15_000 }),
  ORANGE_WEBHOOK_SECRET: webhookSecrets(),
  ORANGE_WEBHOOK_SOURCES: addressList(),
  ORANGE_WEBHOOK_RATE_PER_SECOND: integer({ min: 1, max: 100_000, fallback: 200 }),
  /**
   * Numbers of the first account, for example "+237,+236"; empty: all that no other account takes.
   */
  ORANGE_PREFIXES: Env.schema.string.optional(),
  /**
   * Additional accounts, for example "sn,ci": app/gateways/more_accounts.ts lists the variables of
   * each.
   */
  SMS_MORE_ACCOUNTS: text({
    form: /^[a-z][a-z0-9]*(\s*,\s*[a-z][a-z0-9]*)*$/,
    allowed: 'names of small letters and digits, for example "sn,ci"',
    fallback: undefined,
  }),

  /** Empty: Kafka is off, and nothing connects (docs/kafka.md). */
  KAFKA_BROKERS: brokerList(),
  KAFKA_GROUP_ID: kafkaName('rappel'),
  KAFKA_INGEST_TOPIC: kafkaName('scheduler.jobs.ingest'),
  KAFKA_INGEST_DLQ_TOPIC: kafkaName('scheduler.jobs.dlq'),
  KAFKA_RETRY_TOPIC: kafkaName('SMS_Retry'),
  KAFKA_RETRY_DLQ_TOPIC: kafkaName('SMS_Retry_DLQ'),
  KAFKA_SEND_TOPIC: kafkaName('SMS_Send'),
  /** Empty: events are not published (docs/events.md). */
  KAFKA_EVENTS_TOPIC: kafkaName(''),
  KAFKA_TLS: onOrOff(),
  /** File of the certificate authority in PEM; empty: those that Node trusts. */
  KAFKA_TLS_CA: Env.schema.string.optional(),
  KAFKA_SASL_MECHANISM: Env.schema.enum.optional(SASL_MECHANISMS),
  KAFKA_SASL_USERNAME: Env.schema.string.optional(),
  KAFKA_SASL_PASSWORD: Env.schema.secret.optional(),

  /** Empty: events are not posted (docs/events.md). */
  EVENTS_WEBHOOK_URL: webUrl(),
  EVENTS_WEBHOOK_SECRET: webhookSecrets(),

  /** Who is told what health finds (docs/alerts.md); empty: the System page alone. */
  ALERT_EMAIL: mailRecipients(),
  SMTP_URL: smtpUrl(),
  ALERT_FROM: text({
    form: /^[^\s@:,<>"]+@[^\s@:,<>"]+$/,
    allowed: 'an e-mail address',
    fallback: undefined,
  }),
  ALERT_WEBHOOK_URL: webUrl(),
  ALERT_WEBHOOK_FORMAT: Env.schema.enum.optional(['json', 'slack'] as const),
  ALERT_WEBHOOK_SECRET: webhookSecrets(),
  ALERT_PING_URL: webUrl(),

  /** Addresses off the public internet that Rappel may call all the same (app/guarded_http). */
  ALLOW_PRIVATE_ADDRESSES: addressList(),

  /**
   * Key of the hashes that remain of erased people (app/consents/phone_hash.ts); empty: APP_KEY.
   * "new,old" to change it.
   */
  CONSENT_HASH_KEY: hashKeys(),

  MONITORING_SECRET: Env.schema.secret.optional(),
  MONITORING_SOURCES: addressList(),

  /** Both empty: metrics are not exported (docs/metrics.md). The names are those of OpenTelemetry. */
  OTEL_EXPORTER_OTLP_ENDPOINT: webUrl({ example: 'http://127.0.0.1:4318' }),
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: webUrl({ example: 'http://127.0.0.1:4318/v1/metrics' }),
  OTEL_EXPORTER_OTLP_HEADERS: otlpHeaders(),
  OTEL_EXPORTER_OTLP_TIMEOUT: integer({ min: 100, max: 60_000, fallback: 10_000 }),
  OTEL_METRIC_EXPORT_INTERVAL: integer({ min: 1_000, max: 3_600_000, fallback: 60_000 }),
  OTEL_SERVICE_NAME: text({
    form: /^[A-Za-z0-9._/-][A-Za-z0-9 ._/-]{0,99}$/,
    allowed: 'at most 100 letters, digits, spaces and . _ / -',
    fallback: 'rappel',
  }),

  /**
   * Settings that may be unencrypted in production, by name: "DB_TLS,ORANGE_BASE_URL"
   * (app/settings/production_faults.ts).
   */
  ALLOW_PLAINTEXT: Env.schema.string.optional(),
})
