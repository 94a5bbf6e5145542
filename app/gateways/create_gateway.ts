import type { Logger } from '@adonisjs/core/logger'
import type { Clock } from '#app/clock'
import type { GatewayConfig } from '#gateways/define_config'
import type { SmsGateway } from '#gateways/sms_gateway'

/** Makes the gateway that the configuration names; a gateway that is not used is not loaded. */
export async function createGateway(
  config: GatewayConfig,
  { clock, logger }: { clock: Clock; logger: Logger }
): Promise<SmsGateway> {
  switch (config.default) {
    case 'orange': {
      const { OrangeGateway } = await import('#gateways/orange/orange_gateway')
      return new OrangeGateway(config, clock, logger)
    }
    case 'log': {
      const { LogGateway } = await import('#gateways/log_gateway')
      return new LogGateway(logger)
    }
    default:
      return config.default satisfies never
  }
}
