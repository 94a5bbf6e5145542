import type { Secret } from '@adonisjs/core/helpers'

export interface OrangeSettings {
  /** Without a path: `https://api.orange.com`. */
  baseUrl: string
  clientId?: string
  clientSecret?: Secret<string>
  /** `tel:+2370000`: assigned by Orange for each country, never derived. */
  senderAddress: string
  /** At most 11 letters, digits and spaces; must be approved by Orange. */
  senderName?: string
  /** ISO 3166 alpha-3, for the administration API. */
  country: string
  /** Total time of one request in milliseconds. */
  timeoutMs: number
}

/** Credentials, sender, limit and state behind a gateway: a row of `gateway_accounts`. */
export interface AccountSettings {
  name: string
  gateway: 'orange' | 'log'
  /**
   * Number prefixes of this account, E.164; the longest match wins. Empty: all numbers that no
   * other account takes.
   */
  prefixes: string[]
  /** The operator's limit for this account per second, over all processes. */
  ratePerSecond: number
  /** What the limit counts. */
  countedIn: 'messages' | 'segments'
  /** For the gateway `orange`. */
  orange: OrangeSettings
}

export interface GatewaySettings {
  accounts: AccountSettings[]
}

/** The limits that the settings must fit. */
export interface GatewayLimits {
  leaseSeconds: number
  maxSegments: number
}
