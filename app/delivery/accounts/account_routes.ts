import type { AccountSettings } from '#gateways/define_config'

type Routed = Pick<AccountSettings, 'name' | 'prefixes'>

/**
 * Which account sends to which number: the longest prefix decides, then the
 * account without prefixes. The same rule as a function, and as a condition on
 * `phone_number` so that each account claims only what is its own. Prefixes are
 * a plus and digits (app/gateways/find_gateway_faults.ts), so that they can
 * stand in SQL.
 */
export class AccountRoutes {
  /** The longest first. */
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

  /** Where one account takes everything there is nothing to ask. */
  conditionFor(account: string): string | undefined {
    const own = this.#prefixes.filter((entry) => entry.account === account)
    const parts = own.map(({ prefix }) => this.#within(prefix, account))
    if (account === this.#takerOfTheRest) {
      if (this.#prefixes.length === 0) return undefined
      parts.push(this.#outside())
    }
    return parts.join(' OR ')
  }

  /** Numbers that no account takes; nothing where one takes all the rest. */
  conditionForUnrouted(): string | undefined {
    return this.#takerOfTheRest ? undefined : this.#outside()
  }

  /** A message without a number is among the rest: the gate says what becomes of it. */
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
