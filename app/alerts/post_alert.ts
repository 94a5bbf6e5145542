import type { Clock } from '#app/clock'
import type { AlertChannel, AlertMessage, Told } from './alert_channel.js'
import type { Recipient } from './recipients.js'
import type { Resolve } from '#guarded_http/checked_lookup'
import { SignedPost } from '#guarded_http/signed_post'
import type { AlertsSettings } from '#settings/alerts_config'

/** Posts an alert to the URL: as JSON, or as chat rooms take it. */
export class PostAlert implements AlertChannel {
  readonly #webhook: SignedPost

  constructor(
    url: string,
    private readonly settings: AlertsSettings,
    clock: Clock,
    resolve?: Resolve
  ) {
    this.#webhook = new SignedPost({ ...settings, url, clock, connections: 1, resolve })
  }

  async tell(_recipient: Recipient, message: AlertMessage): Promise<Told> {
    const text = `${message.subject}\n\n${message.text}`
    const { id, alerts } = message
    const isSlack = this.settings.webhookFormat === 'slack'
    const body = JSON.stringify(isSlack ? { text } : { id, text, alerts })
    const result = await this.#webhook.post(body, { 'rappel-alert-id': id })
    return result.ok ? { ok: true } : { ok: false, reason: result.reason }
  }

  async close(): Promise<void> {
    this.#webhook.close()
  }
}
