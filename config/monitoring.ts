import { readFileSync } from 'node:fs'
import app from '@adonisjs/core/services/app'
import env from '#start/env'

/** What external monitoring may see. */
const monitoringConfig = {
  /**
   * Callers that send it as X-Monitoring-Secret see the details of GET /health, and GET /metrics
   * (MONITORING_SECRET). Without one, no caller does.
   */
  secret: env.get('MONITORING_SECRET'),

  /** Addresses that read GET /metrics without the secret (MONITORING_SOURCES). Empty: none. */
  sources: env.get('MONITORING_SOURCES'),

  /**
   * Milliseconds for which a health report answers further requests: however many ask, the checks
   * run once a second.
   */
  healthKeptMs: 1_000,

  /** Milliseconds for which the metrics of one scrape answer further ones. */
  metricsKeptMs: 1_000,

  /** The version of Rappel, to compare what runs with what should. */
  version: JSON.parse(readFileSync(app.makePath('package.json'), 'utf8')).version as string,
}

export default monitoringConfig
