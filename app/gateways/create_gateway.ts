import type { Logger } from '@adonisjs/core/logger'
import type { Clock } from '#app/clock'
import type { AccountSettings } from '#gateways/define_config'
import type { SmsGateway } from '#gateways/sms_gateway'

/** Makes the gateway of an account; a gateway that is not used is not loaded. */
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
