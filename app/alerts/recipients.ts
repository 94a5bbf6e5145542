import type { AlertLanguage, AlertsSettings } from '#settings/alerts_config'

/** Somebody who is told. */
export interface Recipient {
  /** The value of `alert_notices.recipient`. */
  key: string
  channel: 'mail' | 'webhook'
  language: AlertLanguage
  /** The mail address. The URL of a webhook may hold a secret, and stays in the settings. */
  address?: string
}

export function recipientsOf({ mailTo, webhookUrl, language }: AlertsSettings): Recipient[] {
  const byMail = mailTo.map(({ address, language: own }): Recipient => ({
    key: `mail:${address}`,
    channel: 'mail',
    language: own ?? language,
    address,
  }))
  return webhookUrl ? [...byMail, { key: 'webhook', channel: 'webhook', language }] : byMail
}
