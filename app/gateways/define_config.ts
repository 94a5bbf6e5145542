import type { Secret } from '@adonisjs/core/helpers'
import { Exception } from '@adonisjs/core/exceptions'

/** Time a lease must outlast the gateway's timeout by, in seconds: to write the outcome, and a margin. */
const LEASE_MARGIN_SECONDS = 20

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

export interface GatewaySettings {
  default: 'orange' | 'log'
  /** Credentials + sender + limit + state behind the gateway: a row of `gateway_accounts`. */
  account: {
    name: string
    /** Requests a second that the operator allows this account, all processes together. */
    ratePerSecond: number
  }
  orange: OrangeSettings
}

/** The checked settings of config/sms_gateways.ts, and their injection token. */
export class GatewayConfig implements GatewaySettings {
  readonly default
  readonly account
  readonly orange

  constructor(settings: GatewaySettings, leaseSeconds: number) {
    const faults = findFaults(settings, leaseSeconds)
    if (faults.length > 0) throw new InvalidGatewayConfig(faults)
    this.default = settings.default
    this.account = settings.account
    this.orange = settings.orange
  }
}

export function defineGateways(
  settings: GatewaySettings,
  limits: { leaseSeconds: number }
): GatewayConfig {
  return new GatewayConfig(settings, limits.leaseSeconds)
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

function findFaults(
  { default: name, account, orange }: GatewaySettings,
  leaseSeconds: number
): string[] {
  const faults: string[] = []
  if (!(account.ratePerSecond > 0)) {
    faults.push(
      `ORANGE_RATE_LIMIT_PER_SECOND is ${account.ratePerSecond}, allowed: a number above 0`
    )
  }
  if (orange.timeoutMs > (leaseSeconds - LEASE_MARGIN_SECONDS) * 1000) {
    faults.push(
      `ORANGE_TIMEOUT_MS is ${orange.timeoutMs}, allowed: at most ${(leaseSeconds - LEASE_MARGIN_SECONDS) * 1000}, ` +
        `so that a claim (processing.leaseSeconds = ${leaseSeconds}) outlasts the request`
    )
  }
  if (name !== 'orange') return faults

  if (!orange.clientId) faults.push('ORANGE_CLIENT_ID is empty, needed with SMS_GATEWAY=orange')
  if (!orange.clientSecret?.release())
    faults.push('ORANGE_CLIENT_SECRET is empty, needed with SMS_GATEWAY=orange')
  return faults
}
