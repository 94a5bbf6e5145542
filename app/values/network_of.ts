import { isIPv4, isIPv6 } from 'node:net'

/** Groups of an IPv6 address. */
const GROUPS = 8

/**
 * The network of an address: `203.0.113.0/24`, `2001:db8:7::/48`. Enough to see where calls come
 * from and to block them; one person cannot be told from it, so it may be logged. `unknown` for
 * what is not an address.
 */
export function networkOf(address: string | undefined): string {
  const [plain] = (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '').split('%', 1)
  if (isIPv4(plain)) return `${plain.split('.', 3).join('.')}.0/24`
  if (!isIPv6(plain)) return 'unknown'
  const [head, tail] = plain.split('::').map((part) => (part === '' ? [] : part.split(':')))
  const zeros = tail ? Array(Math.max(GROUPS - head.length - tail.length, 0)).fill('0') : []
  const site = [...head, ...zeros, ...(tail ?? [])].slice(0, 3)
  return `${site.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/48`
}
