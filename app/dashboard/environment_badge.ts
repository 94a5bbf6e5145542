import type { GatewayConfig } from '#gateways/define_config'

export type EnvironmentBadge = 'PRODUCTION' | 'TEST' | 'DRY-RUN'

/** What a click can cause: real SMS, SMS of a trial, or log lines. */
export function environmentBadge({ accounts, isForReal }: GatewayConfig): EnvironmentBadge {
  if (accounts.every(({ gateway }) => gateway === 'log')) return 'DRY-RUN'
  return isForReal ? 'PRODUCTION' : 'TEST'
}
