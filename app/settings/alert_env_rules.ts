import { Secret } from '@adonisjs/core/helpers'
import type { AlertLanguage, MailRecipient } from './alerts_config.js'

type Rule<Value> = (key: string, value?: string) => Value

const LONGEST_ADDRESS = 254
const ADDRESS = /^[^\s@:,<>"]+@[^\s@:,<>"]+$/
const LANGUAGES: readonly string[] = ['fr', 'en'] satisfies AlertLanguage[]
const MOST_RECIPIENTS = 20

export function isMailAddress(text: string): boolean {
  return text.length <= LONGEST_ADDRESS && ADDRESS.test(text)
}

/** `rosine@example.cm, ops@example.org:en`: addresses, each in its language if one is named. */
export function mailRecipients(): Rule<MailRecipient[]> {
  return (key, value) => {
    const entries = (value ?? '').split(',').map((entry) => entry.trim())
    const recipients = entries
      .filter((entry) => entry !== '')
      .map((entry) => {
        const [address, language, ...more] = entry.split(':')
        const isKnown = language === undefined || LANGUAGES.includes(language)
        if (more.length > 0 || !isMailAddress(address) || !isKnown)
          throw new Error(
            `Value for environment variable "${key}" must be a list such as "rosine@example.cm, ops@example.org:en", with fr or en behind the colon`
          )
        return { address, language: language as AlertLanguage | undefined }
      })
    if (recipients.length > MOST_RECIPIENTS)
      throw new Error(
        `Value for environment variable "${key}" has ${recipients.length} addresses, allowed: at most ${MOST_RECIPIENTS}`
      )
    return recipients
  }
}

/** `smtp://login:password@host:587`, or `smtps:`. Never shown. */
export function smtpUrl(): Rule<Secret<string> | undefined> {
  return (key, value) => {
    if (!value) return undefined
    const url = URL.canParse(value) ? new URL(value) : undefined
    if (url && /^smtps?:$/.test(url.protocol) && url.hostname) return new Secret(value)
    throw new Error(
      `Value for environment variable "${key}" must be a URL such as "smtp://login:password@mail.example.org:587", or "smtps://…" for TLS from the start`
    )
  }
}
