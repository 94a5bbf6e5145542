import app from '@adonisjs/core/services/app'
import env from '#start/env'
import smsScheduler from '#config/sms_scheduler'
import { defineGateways } from '#gateways/define_config'
import type { AccountSettings } from '#gateways/settings'
import { listOf, moreAccounts } from '#gateways/more_accounts'

/*
|--------------------------------------------------------------------------
| The accounts at operators
|--------------------------------------------------------------------------
|
| One account takes every number. Where the programme works in several
| countries, each further account takes the numbers with its prefixes: name it
| in SMS_MORE_ACCOUNTS (app/gateways/more_accounts.ts lists its variables).
|
*/
const first: AccountSettings = {
  name: env.get('SMS_GATEWAY', 'log'),
  /** `orange` sends; `log` writes a line instead (SMS_GATEWAY). */
  gateway: env.get('SMS_GATEWAY', 'log'),
  /** Empty: all numbers that no other account takes (ORANGE_PREFIXES, for example "+237"). */
  prefixes: listOf(env.get('ORANGE_PREFIXES')),
  /**
   * Per second, over all processes (ORANGE_RATE_LIMIT_PER_SECOND). Orange's SMS product allows 5.
   */
  ratePerSecond: env.get('ORANGE_RATE_LIMIT_PER_SECOND'),
  /** `messages`, or `segments` if the operator counts the parts of a long SMS. */
  countedIn: 'messages',

  orange: {
    baseUrl: env.get('ORANGE_BASE_URL', 'https://api.orange.com').replace(/(?<!\/)\/+$/, ''),
    clientId: env.get('ORANGE_CLIENT_ID'),
    clientSecret: env.get('ORANGE_CLIENT_SECRET'),
    senderAddress: env.get('ORANGE_SENDER_ADDRESS'),
    senderName: env.get('ORANGE_SENDER_NAME'),
    country: env.get('ORANGE_COUNTRY'),
    /** Total milliseconds of one request; must stay well below the lease (ORANGE_TIMEOUT_MS). */
    timeoutMs: env.get('ORANGE_TIMEOUT_MS'),
  },
}

export default defineGateways(
  { accounts: [first, ...moreAccounts(env.get('SMS_MORE_ACCOUNTS'), process.env, first)] },
  {
    leaseSeconds: smsScheduler.processing.leaseSeconds,
    maxSegments: smsScheduler.text.maxSegments,
  },
  { isForReal: app.inProduction }
)
