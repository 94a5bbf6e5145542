import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { GuardedHttp } from '#guarded_http/guarded_http'
import { AlertsConfig } from '#settings/alerts_config'

/**
 * Tells a watcher outside that health was asked and incidents were written. It alerts when the
 * calls stop: when this machine, its scheduler or its database are gone, Rappel cannot.
 */
@inject()
export class PingWatcher {
  constructor(
    private readonly alerts: AlertsConfig,
    private readonly logger: Logger
  ) {}

  /** Whether the watcher took it; null if none is set. Never rejects. */
  async run(): Promise<boolean | null> {
    const { pingUrl: url, allowedAddresses: allowed, timeoutMs } = this.alerts.settings
    if (!url) return null
    const { largestAnswerBytes } = this.alerts.settings
    const http = new GuardedHttp({ allowed, timeoutMs, largestAnswerBytes, connections: 1 })
    const result = await http.post({ url, body: '', headers: { 'user-agent': 'rappel' } })
    http.close()
    if (!result.ok) this.logger.warn({ reason: result.reason }, 'the watcher was not reached')
    return result.ok
  }
}
