import { inject } from '@adonisjs/core'
import type { Secret } from '@adonisjs/core/helpers'
import type { HttpContext } from '@adonisjs/core/http'
import config from '@adonisjs/core/services/config'
import { isSameSecret } from '#app/same_secret'
import { HEALTH_JSON, healthJson, healthJsonStatus } from '#monitoring/health/health_json'
import { SmsSchedulerService } from '#services/sms_scheduler_service'

const SECRET_HEADER = 'X-Monitoring-Secret'

/** Health for supervisors and monitoring. Strangers learn the verdict and nothing else. */
@inject()
export default class HealthChecksController {
  constructor(private readonly scheduler: SmsSchedulerService) {}

  async show({ request, response }: HttpContext) {
    const report = await this.scheduler.getHealthStatus()
    const status = healthJsonStatus(report.status)
    const body = knowsSecret(request.header(SECRET_HEADER))
      ? healthJson(report, config.get<string>('monitoring.version'))
      : { status }
    notStored(response)
      .status(status === 'fail' ? 503 : 200)
      .header('Content-Type', HEALTH_JSON)
      .send(JSON.stringify(body))
  }

  /** Whether the process answers at all: asks nobody else, or a database that is away would have it restarted. */
  live({ response }: HttpContext) {
    notStored(response).send({ status: 'pass' })
  }

  /** Whether requests can be answered: the database is there, with the tables of this version. */
  async ready({ response }: HttpContext) {
    const { status } = await this.scheduler.getHealthStatus({ only: 'database' })
    const ready = status === 'pass' || status === 'warn'
    notStored(response)
      .status(ready ? 200 : 503)
      .send({ status: ready ? 'pass' : 'fail' })
  }
}

function notStored(response: HttpContext['response']) {
  return response.header('Cache-Control', 'no-store')
}

function knowsSecret(given: string | undefined): boolean {
  const secret = config.get<Secret<string> | undefined>('monitoring.secret')
  return secret !== undefined && given !== undefined && isSameSecret(given, secret)
}
