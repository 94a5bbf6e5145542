import type { SMTPConfig } from '@adonisjs/mail/types'
import type { AlertsSettings } from '#settings/alerts_config'
import { isThisMachine } from '#settings/production_faults'

const PORTS = { 'smtp:': 587, 'smtps:': 465 } as const

/**
 * Encrypted unless the server is on this machine or the settings allow plain text; an end to every
 * wait.
 */
export function smtpOptions(
  url: string,
  { timeoutMs, plaintext }: Pick<AlertsSettings, 'timeoutMs' | 'plaintext'>
): SMTPConfig {
  const { protocol, hostname, port, username, password } = new URL(url)
  const isSecure = protocol === 'smtps:'
  const isLocal = isThisMachine(hostname.replace(/^\[|\]$/g, ''))
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || PORTS[protocol as keyof typeof PORTS],
    secure: isSecure,
    requireTLS: !isSecure && !isLocal && !plaintext,
    ignoreTLS: !isSecure && isLocal,
    ...(username && {
      auth: {
        type: 'login',
        user: decodeURIComponent(username),
        pass: decodeURIComponent(password),
      },
    }),
    dnsTimeout: timeoutMs,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  }
}
