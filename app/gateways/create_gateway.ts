import type { GatewayConfig } from '#gateways/define_config'
import type { SmsGateway } from '#gateways/sms_gateway'

/** Makes the gateway that the configuration names; a gateway that is not used is not loaded. */
export async function createGateway(config: GatewayConfig): Promise<SmsGateway> {
  switch (config.default) {
    case 'orange':
    case 'log':
      throw new Error('not yet')
  }
}
