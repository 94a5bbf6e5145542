import { BlockList, isIP } from 'node:net'

/** Addresses and networks in CIDR form, IPv4 and IPv6: `41.202.0.0/16`, `2001:db8::/32`, `10.0.0.7`. */
export class AddressList {
  readonly #list = new BlockList()

  /** Throws, and names the entry, if one is neither. */
  constructor(readonly entries: readonly string[]) {
    for (const entry of entries) this.#add(entry)
  }

  /** An IPv4 address also matches in its IPv6 form (`::ffff:41.202.0.1`). */
  has(address: string | undefined): boolean {
    const family = isIP(address ?? '')
    return family !== 0 && this.#list.check(address!, familyName(family))
  }

  #add(entry: string): void {
    const [address, prefix, ...more] = entry.split('/')
    const family = isIP(address)
    const longest = family === 4 ? 32 : 128
    const length = prefix === undefined ? longest : Number(prefix)
    const isPrefix = prefix === undefined || /^\d{1,3}$/.test(prefix)
    if (family === 0 || more.length > 0 || !isPrefix || length > longest)
      throw new Error(`"${entry}" is neither an address nor a network such as "41.202.0.0/16"`)
    this.#list.addSubnet(address, length, familyName(family))
  }
}

function familyName(family: number): 'ipv4' | 'ipv6' {
  return family === 4 ? 'ipv4' : 'ipv6'
}
