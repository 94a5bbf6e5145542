import type {
  AccountSettings,
  GatewayLimits,
  GatewaySettings,
  OrangeSettings,
} from '#gateways/settings'
import { findUnknownKeys, type KeysOf } from '#settings/find_unknown_keys'
import { E164_PREFIX } from '#values/e164'

/**
 * Seconds by which a lease must outlast the gateway's timeout: to write the outcome, plus a margin.
 */
const LEASE_MARGIN_SECONDS = 20

/** Fixed by Orange for each country. */
const SENDER_ADDRESS = /^tel:\+?\d{3,15}$/

const ACCOUNT_KEYS: KeysOf<Omit<AccountSettings, 'orange'>> & { orange: KeysOf<OrangeSettings> } = {
  name: 'value',
  gateway: 'value',
  prefixes: 'value',
  ratePerSecond: 'value',
  countedIn: 'value',
  orange: {
    baseUrl: 'value',
    clientId: 'value',
    clientSecret: 'value',
    senderAddress: 'value',
    senderName: 'value',
    country: 'value',
    timeoutMs: 'value',
  },
}

type Fault = (key: string, value: unknown, allowed: string) => void

/**
 * Every invalid setting of the accounts. The first account's settings are named by environment
 * variable, the others' by account.
 */
export function findGatewayFaults(settings: GatewaySettings, limits: GatewayLimits): string[] {
  const { accounts } = settings
  const faults: string[] = []
  accounts.forEach((account, place) => {
    const variable = (name: string) =>
      `ORANGE_${place === 0 ? '' : `${account.name.toUpperCase()}_`}${name}`
    const fault: Fault = (name, value, allowed) =>
      faults.push(`${variable(name)} is ${show(value)}, allowed: ${allowed}`)
    findFaultsOfAccount(account, limits, fault)
    if (account.gateway === 'orange') findMissingCredentials(account, variable, faults)
  })
  findClashes(accounts, faults)
  faults.push(...findUnknownKeys(settings, { accounts: 'value' }))
  accounts.forEach((account, place) =>
    faults.push(...findUnknownKeys(account, ACCOUNT_KEYS, `accounts[${place}].`))
  )
  return faults
}

function findFaultsOfAccount(
  { ratePerSecond, countedIn, prefixes, orange }: AccountSettings,
  { leaseSeconds, maxSegments }: GatewayLimits,
  fault: Fault
): void {
  const least = countedIn === 'segments' ? maxSegments : 0
  if (!(ratePerSecond > 0 && ratePerSecond >= least)) {
    const allowed =
      least > 0
        ? `at least ${least}, the segments of the longest SMS (text.maxSegments)`
        : 'a number above 0'
    fault('RATE_LIMIT_PER_SECOND', ratePerSecond, allowed)
  }
  const longestMs = (leaseSeconds - LEASE_MARGIN_SECONDS) * 1000
  if (!(orange.timeoutMs <= longestMs)) {
    fault(
      'TIMEOUT_MS',
      orange.timeoutMs,
      `at most ${longestMs}, so that a claim (processing.leaseSeconds = ${leaseSeconds}) outlasts the request`
    )
  }
  if (!SENDER_ADDRESS.test(orange.senderAddress)) {
    fault('SENDER_ADDRESS', orange.senderAddress, '"tel:+" and digits, for example "tel:+2370000"')
  }
  for (const prefix of prefixes) {
    if (!E164_PREFIX.test(prefix))
      fault('PREFIXES', prefix, 'a plus and digits, for example "+237"')
  }
}

function findMissingCredentials(
  { orange }: AccountSettings,
  variable: (name: string) => string,
  faults: string[]
): void {
  if (!orange.clientId) {
    faults.push(`${variable('CLIENT_ID')} is empty, needed with SMS_GATEWAY=orange`)
  }
  if (!orange.clientSecret?.release()) {
    faults.push(`${variable('CLIENT_SECRET')} is empty, needed with SMS_GATEWAY=orange`)
  }
}

/** With two accounts for the same number, chance would decide which one sends. */
function findClashes(accounts: AccountSettings[], faults: string[]): void {
  if (accounts.length === 0) faults.push('accounts is empty, allowed: at least one account')
  for (const name of repeated(accounts.map((account) => account.name))) {
    faults.push(`the account name ${show(name)} is used twice, allowed: a name for each account`)
  }
  for (const prefix of repeated(accounts.flatMap((account) => account.prefixes))) {
    faults.push(`the prefix ${show(prefix)} is given twice, allowed: one account for each prefix`)
  }
  const takers = accounts.filter(({ prefixes }) => prefixes.length === 0).map(({ name }) => name)
  if (takers.length > 1) {
    faults.push(
      `the accounts ${takers.join(', ')} have no prefixes, allowed: at most one account that takes all other numbers`
    )
  }
}

function repeated(values: string[]): Set<string> {
  return new Set(values.filter((value, place) => values.indexOf(value) !== place))
}

function show(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : String(value)
}
