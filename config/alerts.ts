import env from '#start/env'
import { isMailAddress } from '#settings/alert_env_rules'
import { defineAlerts } from '#settings/alerts_config'

const smtp = env.get('SMTP_URL')
const login = decodeURIComponent(new URL(smtp?.release() ?? 'smtp://none').username)

/*
|--------------------------------------------------------------------------
| Who is told what health finds
|--------------------------------------------------------------------------
|
| By e-mail, by a webhook, or both (docs/alerts.md). When they are told is set
| in `alerts` of config/sms_scheduler.ts. Without a recipient, incidents are on
| the System page alone.
|
*/
export default defineAlerts({
  /** Addresses, with the language of each (ALERT_EMAIL). */
  mailTo: env.get('ALERT_EMAIL'),
  /** The mail server, with its login (SMTP_URL). */
  smtp,
  /** The sender (ALERT_FROM); by default the login of the mail server, if it is an address. */
  mailFrom: env.get('ALERT_FROM') ?? (isMailAddress(login) ? login : undefined),
  /** Whether mail to a server elsewhere may travel unencrypted (SMTP_URL in ALLOW_PLAINTEXT). */
  plaintext: (env.get('ALLOW_PLAINTEXT') ?? '')
    .split(',')
    .some((name) => name.trim() === 'SMTP_URL'),

  /** Where alerts are posted; empty: nowhere (ALERT_WEBHOOK_URL). */
  webhookUrl: env.get('ALERT_WEBHOOK_URL'),
  /** `json`, or `slack` for a body with a text alone, as chat rooms take it (ALERT_WEBHOOK_FORMAT). */
  webhookFormat: env.get('ALERT_WEBHOOK_FORMAT') ?? 'json',
  /** Sign what is posted: one, or the new and the old one (ALERT_WEBHOOK_SECRET). */
  secrets: env.get('ALERT_WEBHOOK_SECRET'),
  /** Of the webhook, and of addresses without one: DEFAULT_LANGUAGE if it is English, else French. */
  language: /^en\b/i.test(env.get('DEFAULT_LANGUAGE')) ? 'en' : 'fr',

  /** An outside watcher, called each minute that health was asked: it alerts when nothing comes (ALERT_PING_URL). */
  pingUrl: env.get('ALERT_PING_URL'),

  /** Private addresses that may be called all the same (ALLOW_PRIVATE_ADDRESSES). */
  allowedAddresses: env.get('ALLOW_PRIVATE_ADDRESSES'),
  /** Milliseconds for one call, and for each step of a mail. */
  timeoutMs: 10_000,
  /** Bytes of an answer that are read. */
  largestAnswerBytes: 65_536,
})
