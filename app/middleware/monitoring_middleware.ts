import config from '@adonisjs/core/services/config'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { MonitoringSecretMissing } from '#exceptions/monitoring_secret_missing'
import { isMonitoringSecret, MONITORING_HEADER } from '#faces/monitoring_secret'
import type { AddressList } from '#values/address_list'

/** Requires the secret of monitoring, or an address that needs none. */
export default class MonitoringMiddleware {
  handle({ request }: HttpContext, next: NextFn) {
    const sources = config.get<AddressList>('monitoring.sources')
    const isAllowed =
      isMonitoringSecret(request.header(MONITORING_HEADER)) || sources.has(request.ip())
    if (!isAllowed) throw new MonitoringSecretMissing()
    return next()
  }
}
