import env from '#start/env'

/** What monitoring from outside may see. */
const monitoringConfig = {
  /** Whoever sends it as X-Monitoring-Secret sees the details of GET /health (MONITORING_SECRET). Nobody does without one. */
  secret: env.get('MONITORING_SECRET'),
}

export default monitoringConfig
