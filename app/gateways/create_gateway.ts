import type { Logger } from '@adonisjs/core/logger'
import type { Clock } from '#app/clock'
import type { AccountSettings } from '#gateways/settings'
import type { SmsGateway } from '#gateways/sms_gateway'

/** Creates the gateway of an account; unused gateways are not loaded. */
export async function createGateway(
  account: AccountSettings,
  { clock, logger }: { clock: Clock; logger: Logger }
): Promise<SmsGateway> {
  switch (account.gateway) {
    case 'orange': {
      const { OrangeGateway } = await import('#gateways/orange/orange_gateway')
      return new OrangeGateway(account, clock, logger)
    }
    case 'log': {
      const { LogGateway } = await import('#gateways/log_gateway')
      return new LogGateway(logger)
    }
    default:
      return account.gateway satisfies never
  }
}
