import { BlockList, isIP } from 'node:net'

/**
 * Networks that are not on the public internet, or that answer for this machine or its host: the
 * special-purpose registries of IANA for IPv4 and IPv6, and the addresses at which clouds hand out
 * credentials.
 */
const NOT_PUBLIC_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  /** Azure's host: a public address that only its own machines reach. */
  '168.63.129.16/32',
]

/** All public addresses of IPv6 are in here; IPv4 in its IPv6 form, NAT64 and local ones are not. */
const GLOBAL_IPV6 = '2000::/3'

const NOT_PUBLIC_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

const notPublic = new BlockList()
const global = new BlockList()
for (const network of NOT_PUBLIC_IPV4) add(notPublic, network, 'ipv4')
for (const network of NOT_PUBLIC_IPV6) add(notPublic, network, 'ipv6')
add(global, GLOBAL_IPV6, 'ipv6')

/** Whether a server at this address can belong to anyone on the internet. False for other texts. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !notPublic.check(address, 'ipv4')
    case 6:
      return global.check(address, 'ipv6') && !notPublic.check(address, 'ipv6')
    default:
      return false
  }
}

function add(list: BlockList, network: string, family: 'ipv4' | 'ipv6'): void {
  const [address, length] = network.split('/')
  list.addSubnet(address, Number(length), family)
}
