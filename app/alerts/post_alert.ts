import type { Clock } from '#app/clock'
import type { AlertChannel, AlertMessage, Told } from './alert_channel.js'
import type { Recipient } from './recipients.js'
import type { Resolve } from '#guarded_http/checked_lookup'
import { GuardedHttp } from '#guarded_http/guarded_http'
import { signBody } from '#outgoing/sign_body'
import type { AlertsSettings } from '#settings/alerts_config'

/** Posts an alert to the URL: as JSON, or as chat rooms take it. */
export class PostAlert implements AlertChannel {
  readonly #http: GuardedHttp

  constructor(
    private readonly url: string,
    private readonly settings: AlertsSettings,
    private readonly clock: Clock,
    resolve?: Resolve
  ) {
    const { allowedAddresses: allowed, timeoutMs, largestAnswerBytes } = settings
    this.#http = new GuardedHttp({
      allowed,
      timeoutMs,
      largestAnswerBytes,
      connections: 1,
      resolve,
    })
  }

  async tell(_recipient: Recipient, message: AlertMessage): Promise<Told> {
    const { webhookFormat, secrets } = this.settings
    const text = `${message.subject}\n\n${message.text}`
    const { id, alerts } = message
    const body = JSON.stringify(webhookFormat === 'slack' ? { text } : { id, text, alerts })
    const seconds = Math.floor(this.clock.nowMs() / 1_000)
    const result = await this.#http.post({
      url: this.url,
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'rappel',
        'rappel-alert-id': id,
        ...(secrets.length > 0 && signBody(body, seconds, secrets)),
      },
    })
    return result.ok ? { ok: true } : { ok: false, reason: result.reason }
  }

  async close(): Promise<void> {
    this.#http.close()
  }
}
