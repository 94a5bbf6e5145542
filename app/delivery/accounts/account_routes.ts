import type { AccountSettings } from '#gateways/settings'

type Routed = Pick<AccountSettings, 'name' | 'prefixes'>

/**
 * Which account sends to which number: the longest prefix decides, then the account without
 * prefixes. The rule exists as a function and as a condition on `phone_number`, so that each
 * account claims only its own messages. Prefixes are a plus and digits
 * (app/gateways/find_gateway_faults.ts), so they are safe in SQL.
 */
export class AccountRoutes {
  /** Longest first. */
  readonly #prefixes: { prefix: string; account: string }[]
  readonly #takerOfTheRest?: string

  constructor(accounts: readonly Routed[]) {
    this.#prefixes = accounts
      .flatMap(({ name, prefixes }) => prefixes.map((prefix) => ({ prefix, account: name })))
      .toSorted((a, b) => b.prefix.length - a.prefix.length)
    this.#takerOfTheRest = accounts.find(({ prefixes }) => prefixes.length === 0)?.name
  }

  accountOf(phoneNumber: string): string | undefined {
    const match = this.#prefixes.find(({ prefix }) => phoneNumber.startsWith(prefix))
    return match?.account ?? this.#takerOfTheRest
  }

  /** Undefined if one account takes everything. */
  conditionFor(account: string): string | undefined {
    const own = this.#prefixes.filter((entry) => entry.account === account)
    const parts = own.map(({ prefix }) => this.#within(prefix, account))
    if (account === this.#takerOfTheRest) {
      if (this.#prefixes.length === 0) return undefined
      parts.push(this.#outside())
    }
    return parts.join(' OR ')
  }

  /** Matches numbers that no account takes; undefined if one account takes all the rest. */
  conditionForUnrouted(): string | undefined {
    return this.#takerOfTheRest ? undefined : this.#outside()
  }

  /** Includes messages without a number: the gate decides about them. */
  #outside(): string {
    const none = this.#prefixes.map(({ prefix }) => `phone_number NOT LIKE '${prefix}%'`)
    return `(phone_number IS NULL OR (${none.join(' AND ')}))`
  }

  #within(prefix: string, account: string): string {
    const longer = this.#prefixes
      .filter((entry) => entry.account !== account && entry.prefix.startsWith(prefix))
      .map((entry) => ` AND phone_number NOT LIKE '${entry.prefix}%'`)
    return `(phone_number LIKE '${prefix}%'${longer.join('')})`
  }
}
