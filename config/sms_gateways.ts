import env from '#start/env'
import smsScheduler from '#config/sms_scheduler'
import { defineGateways } from '#gateways/define_config'

/*
|--------------------------------------------------------------------------
| The doors to operators
|--------------------------------------------------------------------------
*/
export default defineGateways(
  {
    /** `orange` sends; `log` writes a line instead (SMS_GATEWAY). */
    default: env.get('SMS_GATEWAY', 'log'),

    account: {
      name: env.get('SMS_GATEWAY', 'log'),
      /** Requests a second, all processes together (ORANGE_RATE_LIMIT_PER_SECOND). Orange's SMS product allows 5. */
      ratePerSecond: env.get('ORANGE_RATE_LIMIT_PER_SECOND'),
    },

    orange: {
      baseUrl: env.get('ORANGE_BASE_URL', 'https://api.orange.com').replace(/\/+$/, ''),
      clientId: env.get('ORANGE_CLIENT_ID'),
      clientSecret: env.get('ORANGE_CLIENT_SECRET'),
      senderAddress: env.get('ORANGE_SENDER_ADDRESS'),
      senderName: env.get('ORANGE_SENDER_NAME'),
      country: env.get('ORANGE_COUNTRY'),
      /** Milliseconds for one request in all; must stay well below the lease (ORANGE_TIMEOUT_MS). */
      timeoutMs: env.get('ORANGE_TIMEOUT_MS'),
    },
  },
  { leaseSeconds: smsScheduler.processing.leaseSeconds }
)
