import { Exception } from '@adonisjs/core/exceptions'
import { findGatewayFaults } from '#gateways/find_gateway_faults'
import type { AccountSettings, GatewayLimits, GatewaySettings } from '#gateways/settings'

/** The validated settings of config/sms_gateways.ts, and their injection token. */
export class GatewayConfig implements GatewaySettings {
  readonly accounts: AccountSettings[]

  /** Whether SMS are meant to leave: not in development, and not in tests. */
  readonly isForReal: boolean

  constructor(settings: GatewaySettings, limits: GatewayLimits, { isForReal = false } = {}) {
    const faults = findGatewayFaults(settings, limits)
    if (faults.length > 0) throw new InvalidGatewayConfig(faults)
    this.accounts = settings.accounts
    this.isForReal = isForReal
  }
}

export function defineGateways(
  settings: GatewaySettings,
  limits: GatewayLimits,
  use: { isForReal: boolean }
): GatewayConfig {
  return new GatewayConfig(settings, limits, use)
}

/** All faults of config/sms_gateways.ts at once, each with key, value and what is allowed. */
export class InvalidGatewayConfig extends Exception {
  static code = 'E_INVALID_GATEWAY_CONFIG'
  static status = 500

  constructor(readonly faults: string[]) {
    super(
      `config/sms_gateways.ts cannot be used:\n${faults.map((fault) => `- ${fault}`).join('\n')}`
    )
  }
}
