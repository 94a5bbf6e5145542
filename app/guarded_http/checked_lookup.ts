import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'

/** How names are resolved; the system's way unless a test has its own. */
export type Resolve = (
  host: string,
  options: { all: true; family?: number },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void
) => void

/** A name resolves to no address that may be called. */
export class AddressRefused extends Error {
  readonly code = 'E_ADDRESS_REFUSED'

  constructor() {
    super('The address is not public: add it to ALLOW_PRIVATE_ADDRESSES if it is meant')
  }
}

/**
 * The `lookup` of a connection: it can only connect to what this returns, so an address is checked
 * and used in one step, and a name that resolves differently the next time gains nothing.
 */
export function checkedLookup(
  mayCall: (address: string) => boolean,
  resolve: Resolve = systemLookup
): LookupFunction {
  return (host, { all, family }, done) => {
    resolve(host, { all: true, family: numberOf(family) }, (error, addresses) => {
      if (error) return done(error, [])
      const allowed = addresses.filter(({ address }) => mayCall(address))
      if (allowed.length === 0) return done(new AddressRefused(), [])
      if (all) return done(null, allowed)
      done(null, allowed[0].address, allowed[0].family)
    })
  }
}

function numberOf(family: number | 'IPv4' | 'IPv6' | undefined): number {
  if (family === 'IPv4') return 4
  return family === 'IPv6' ? 6 : (family ?? 0)
}
