import type { Secret } from '@adonisjs/core/helpers'
import { Exception } from '@adonisjs/core/exceptions'
import type { AddressList } from '#values/address_list'
import { findUnknownKeys, type KeysOf } from './find_unknown_keys.js'
import { isWholeNumber } from './is_setting.js'

/** The languages that alerts are written in. */
export type AlertLanguage = 'fr' | 'en'

export interface MailRecipient {
  address: string
  /** By default that of the programme. */
  language?: AlertLanguage
}

/** The settings of config/alerts.ts, which explains each. */
export interface AlertsSettings {
  mailTo: readonly MailRecipient[]
  smtp: Secret<string> | undefined
  mailFrom: string | undefined
  plaintext: boolean
  webhookUrl: string | undefined
  webhookFormat: 'json' | 'slack'
  secrets: readonly Secret<string>[]
  language: AlertLanguage
  pingUrl: string | undefined
  allowedAddresses: AddressList
  timeoutMs: number
  largestAnswerBytes: number
}

const KEYS: KeysOf<AlertsSettings> = {
  mailTo: 'value',
  smtp: 'value',
  mailFrom: 'value',
  plaintext: 'value',
  webhookUrl: 'value',
  webhookFormat: 'value',
  secrets: 'value',
  language: 'value',
  pingUrl: 'value',
  allowedAddresses: 'value',
  timeoutMs: 'value',
  largestAnswerBytes: 'value',
}

/** The checked settings of config/alerts.ts, and their injection token. */
export class AlertsConfig {
  /** @throws InvalidAlertsConfig */
  constructor(readonly settings: AlertsSettings) {
    const faults = findAlertsFaults(settings)
    if (faults.length > 0) throw new InvalidAlertsConfig(faults)
  }
}

export function defineAlerts(settings: AlertsSettings): AlertsConfig {
  return new AlertsConfig(settings)
}

/** All faults of config/alerts.ts at once, each with what is allowed. */
export class InvalidAlertsConfig extends Exception {
  static code = 'E_INVALID_ALERTS_CONFIG'
  static status = 500

  constructor(readonly faults: string[]) {
    super(`config/alerts.ts cannot be used:\n${faults.map((fault) => `- ${fault}`).join('\n')}`)
  }
}

function findAlertsFaults(settings: AlertsSettings): string[] {
  const faults = findUnknownKeys(settings, KEYS)
  const { mailTo, smtp, mailFrom, timeoutMs, largestAnswerBytes } = settings
  if (mailTo.length > 0 && !smtp)
    faults.push('mailTo is set, but no mail server: set SMTP_URL beside ALERT_EMAIL')
  if (smtp && !mailFrom)
    faults.push('mailFrom is empty and the login of SMTP_URL is not an address: set ALERT_FROM')
  if (new Set(mailTo.map(({ address }) => address)).size < mailTo.length)
    faults.push('mailTo has an address twice: name each once in ALERT_EMAIL')
  if (!isWholeNumber(timeoutMs, 100, 30_000))
    faults.push(`timeoutMs is ${timeoutMs}, allowed: a whole number from 100 to 30000`)
  if (!isWholeNumber(largestAnswerBytes, 0, 1_048_576))
    faults.push(`largestAnswerBytes is ${largestAnswerBytes}, allowed: from 0 to 1048576`)
  return faults
}
