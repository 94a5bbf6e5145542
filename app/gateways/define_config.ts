import type { Secret } from '@adonisjs/core/helpers'
import { Exception } from '@adonisjs/core/exceptions'
import { findGatewayFaults } from '#gateways/find_gateway_faults'

export interface OrangeSettings {
  /** Without a path: `https://api.orange.com`. */
  baseUrl: string
  clientId?: string
  clientSecret?: Secret<string>
  /** `tel:+2370000`: fixed by Orange for each country, never derived. */
  senderAddress: string
  /** At most 11 letters, digits and spaces; approved by Orange beforehand. */
  senderName?: string
  /** ISO 3166 alpha-3, as the administration API wants it. */
  country: string
  /** Total time of one request in milliseconds. */
  timeoutMs: number
}

/** Credentials + sender + limit + state behind a gateway: a row of `gateway_accounts`. */
export interface AccountSettings {
  name: string
  gateway: 'orange' | 'log'
  /** Numbers that begin with one of these, E.164; the longest match wins. Empty: every number that no other account takes. */
  prefixes: string[]
  /** What the operator allows this account in a second, all processes together. */
  ratePerSecond: number
  /** What the limit counts. */
  countedIn: 'messages' | 'segments'
  /** For the gateway `orange`. */
  orange: OrangeSettings
}

export interface GatewaySettings {
  accounts: AccountSettings[]
}

/** What the settings must fit to. */
export interface GatewayLimits {
  leaseSeconds: number
  maxSegments: number
}

/** The checked settings of config/sms_gateways.ts, and their injection token. */
export class GatewayConfig implements GatewaySettings {
  readonly accounts: AccountSettings[]

  constructor(settings: GatewaySettings, limits: GatewayLimits) {
    const faults = findGatewayFaults(settings, limits)
    if (faults.length > 0) throw new InvalidGatewayConfig(faults)
    this.accounts = settings.accounts
  }
}

export function defineGateways(settings: GatewaySettings, limits: GatewayLimits): GatewayConfig {
  return new GatewayConfig(settings, limits)
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
