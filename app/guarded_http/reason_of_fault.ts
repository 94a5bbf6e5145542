import { AddressRefused } from './checked_lookup.js'

/** Why a call had no answer. */
export type FaultReason =
  | 'address_refused'
  | 'name_not_resolved'
  | 'not_reachable'
  | 'certificate_refused'
  | 'timeout'
  | 'connection_lost'

const BY_CODE = new Map<string, FaultReason>([
  ['ENOTFOUND', 'name_not_resolved'],
  ['EAI_AGAIN', 'name_not_resolved'],
  ['ECONNREFUSED', 'not_reachable'],
  ['EHOSTUNREACH', 'not_reachable'],
  ['ENETUNREACH', 'not_reachable'],
  ['EADDRNOTAVAIL', 'not_reachable'],
  ['ETIMEDOUT', 'timeout'],
  ['ABORT_ERR', 'timeout'],
])

/** As OpenSSL and Node name what is wrong with a certificate. */
const OF_CERTIFICATE = /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/

/** A word without the URL, which may hold a secret. */
export function reasonOfFault(error: any): FaultReason {
  if (error instanceof AddressRefused) return 'address_refused'
  const code = String(error?.errors?.[0]?.code ?? error?.code ?? '')
  if (OF_CERTIFICATE.test(code)) return 'certificate_refused'
  return BY_CODE.get(code) ?? 'connection_lost'
}
