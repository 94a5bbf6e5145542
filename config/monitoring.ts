import { readFileSync } from 'node:fs'
import app from '@adonisjs/core/services/app'
import env from '#start/env'

/** What monitoring from outside may see. */
const monitoringConfig = {
  /** Whoever sends it as X-Monitoring-Secret sees the details of GET /health (MONITORING_SECRET). Nobody does without one. */
  secret: env.get('MONITORING_SECRET'),

  /** The version of Rappel, for whoever compares what runs with what should. */
  version: JSON.parse(readFileSync(app.makePath('package.json'), 'utf8')).version as string,
}

export default monitoringConfig
