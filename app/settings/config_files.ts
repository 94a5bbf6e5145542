import { Exception } from '@adonisjs/core/exceptions'
import { findUnknownKeys } from './find_unknown_keys.js'

/**
 * The keys of our files in config/ that have no rules of their own. Those of packages, such as
 * config/limiter.ts, are theirs to check.
 */
const KEYS: Record<string, string[]> = {
  accounts: ['session', 'staying', 'signIn', 'secondFactorMinutes'],
  api: ['defaultCountry', 'requestsPerMinute', 'failedAuthenticationsPerMinute', 'tokenDays'],
  http_server: [
    'headersTimeoutMs',
    'requestTimeoutMs',
    'checkEveryMs',
    'keepAliveTimeoutMs',
    'idleTimeoutMs',
    'maxHeaderBytes',
    'maxHeaders',
    'maxConnections',
  ],
  monitoring: ['secret', 'sources', 'healthKeptMs', 'metricsKeptMs', 'version'],
  webhooks: [
    'secrets',
    'sources',
    'requestsPerSecond',
    'bodyLimitBytes',
    'bodyTimeoutMs',
    'retryAfterSeconds',
  ],
}

/** `read` returns what a file exports. @throws InvalidConfig */
export function refuseUnknownKeys(read: (file: string) => unknown): void {
  const faults = Object.entries(KEYS).flatMap(([file, keys]) => {
    const known = Object.fromEntries(keys.map((key) => [key, 'value']))
    return findUnknownKeys(read(file), known, `config/${file}.ts: `)
  })
  if (faults.length > 0) throw new InvalidConfig(faults)
}

/** All unknown keys at once. */
export class InvalidConfig extends Exception {
  static code = 'E_INVALID_CONFIG'
  static status = 500

  constructor(readonly faults: string[]) {
    super(`config/ cannot be used:\n${faults.map((fault) => `- ${fault}`).join('\n')}`)
  }
}
