import { getCountries, getCountryCallingCode, type CountryCode } from 'libphonenumber-js'
import type { AccountSettings } from '#gateways/settings'

/**
 * The countries that the accounts work in, by their sender addresses and
 * prefixes: a number in national form belongs to one of them.
 */
export class AccountCountries {
  readonly #accounts: { address: string; countries: CountryCode[] }[]

  /** `defaultCountry`: for accounts that name none. */
  constructor(
    accounts: Pick<AccountSettings, 'prefixes' | 'orange'>[],
    private readonly defaultCountry: CountryCode
  ) {
    this.#accounts = accounts.map(({ prefixes, orange: { senderAddress } }) => {
      const international = [senderAddress.replace(/^tel:/i, ''), ...prefixes]
      return { address: digitsOf(senderAddress), countries: countriesOf(international) }
    })
  }

  /** Of all accounts, the default country first. */
  all(): CountryCode[] {
    return [
      ...new Set([this.defaultCountry, ...this.#accounts.flatMap(({ countries }) => countries)]),
    ]
  }

  /** The beginnings of their numbers, such as `+237`. */
  prefixes(): string[] {
    return [...new Set(this.all().map((country) => `+${getCountryCallingCode(country)}`))]
  }

  /** Of the account that was written to; where the address is of none, its own country, or those of all. */
  writtenTo(address: string | null): CountryCode[] {
    if (address === null) return this.all()
    const account = this.#accounts.find((one) => one.address === digitsOf(address))
    if (account && account.countries.length > 0) return account.countries
    const own = countriesOf([address])
    return own.length > 0 ? own : this.all()
  }
}

function digitsOf(address: string): string {
  return address.replace(/\D/g, '').replace(/^00/, '')
}

/** Of numbers, or beginnings of numbers, with their plus; others say nothing. */
function countriesOf(international: string[]): CountryCode[] {
  const countries = international.flatMap((number) => {
    if (!number.startsWith('+')) return []
    const digits = digitsOf(number)
    return [...COUNTRIES].flatMap(([code, all]) => (digits.startsWith(code) ? all : []))
  })
  return [...new Set(countries)]
}

/** By calling code; none is the beginning of another. */
const COUNTRIES = new Map<string, CountryCode[]>()
for (const country of getCountries()) {
  const code = getCountryCallingCode(country)
  COUNTRIES.set(code, [...(COUNTRIES.get(code) ?? []), country])
}
