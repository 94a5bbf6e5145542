import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import config from '@adonisjs/core/services/config'
import { isMonitoringSecret, MONITORING_HEADER } from '#faces/monitoring_secret'
import { HEALTH_JSON, healthJson, healthJsonStatus } from '#monitoring/health/health_json'
import { KeptHealth } from '#monitoring/kept_health'
import { SmsSchedulerService } from '#services/sms_scheduler_service'

/** Health for supervisors and monitoring. Anonymous callers only get the verdict. */
@inject()
export default class HealthChecksController {
  constructor(
    private readonly scheduler: SmsSchedulerService,
    private readonly kept: KeptHealth
  ) {}

  async show({ request, response }: HttpContext) {
    const report = await this.#report()
    const status = healthJsonStatus(report.status)
    const body = isMonitoringSecret(request.header(MONITORING_HEADER))
      ? healthJson(report, config.get<string>('monitoring.version'))
      : { status }
    response
      .status(status === 'fail' ? 503 : 200)
      .header('Content-Type', HEALTH_JSON)
      .send(JSON.stringify(body))
  }

  /**
   * Whether the process responds at all. Depends on nothing else: an unreachable database must not
   * cause a restart.
   */
  live({ response }: HttpContext) {
    response.send({ status: 'pass' })
  }

  /** Whether requests can be answered: the database responds and has the tables of this version. */
  async ready({ response }: HttpContext) {
    const { status } = await this.#report('database')
    const ready = status === 'pass' || status === 'warn'
    response.status(ready ? 200 : 503).send({ status: ready ? 'pass' : 'fail' })
  }

  #report(only?: string) {
    const keptMs = config.get<number>('monitoring.healthKeptMs')
    return this.kept.get(only ?? '', keptMs, () => this.scheduler.getHealthStatus({ only }))
  }
}
