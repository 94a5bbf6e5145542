import type { Secret } from '@adonisjs/core/helpers'
import config from '@adonisjs/core/services/config'
import { isSameSecret } from '#values/same_secret'

export const MONITORING_HEADER = 'X-Monitoring-Secret'

/** Whether a caller sent the secret. Nobody does while none is set. */
export function isMonitoringSecret(given: string | undefined): boolean {
  const secret = config.get<Secret<string> | undefined>('monitoring.secret')
  return secret !== undefined && given !== undefined && isSameSecret(given, secret)
}
