import { Secret } from '@adonisjs/core/helpers'
import type { AccountSettings } from '#gateways/settings'

type Environment = Record<string, string | undefined>

/**
 * Additional accounts from the environment. For each name in `SMS_MORE_ACCOUNTS` (`sn,ci`) the
 * variables `ORANGE_SN_CLIENT_ID`, `ORANGE_SN_CLIENT_SECRET`, `ORANGE_SN_SENDER_ADDRESS`,
 * `ORANGE_SN_PREFIXES` (`+221`), and, if they differ from the first account's, `…_SENDER_NAME`,
 * `…_COUNTRY`, `…_BASE_URL`, `…_TIMEOUT_MS`, `…_RATE_LIMIT_PER_SECOND`. Faults in them are found
 * when all settings are checked.
 */
export function moreAccounts(
  names: string | undefined,
  environment: Environment,
  first: AccountSettings
): AccountSettings[] {
  return listOf(names).map((name) => {
    const read = (variable: string) =>
      environment[`ORANGE_${name.toUpperCase()}_${variable}`] || undefined
    const secret = read('CLIENT_SECRET')
    return {
      name,
      gateway: first.gateway,
      prefixes: listOf(read('PREFIXES')),
      ratePerSecond: Number(read('RATE_LIMIT_PER_SECOND') ?? first.ratePerSecond),
      countedIn: first.countedIn,
      orange: {
        baseUrl: read('BASE_URL') ?? first.orange.baseUrl,
        clientId: read('CLIENT_ID'),
        clientSecret: secret ? new Secret(secret) : undefined,
        senderAddress: read('SENDER_ADDRESS') ?? '',
        senderName: read('SENDER_NAME'),
        country: read('COUNTRY') ?? first.orange.country,
        timeoutMs: Number(read('TIMEOUT_MS') ?? first.orange.timeoutMs),
      },
    }
  })
}

/** `"+221, +222"` → `['+221', '+222']`. */
export function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
