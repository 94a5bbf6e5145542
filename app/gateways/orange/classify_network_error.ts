import type { Rule } from '#gateways/orange/answer_rules'
import type { GatewayReason } from '#gateways/reasons'

/** An exchange that ended without a complete answer. */
export interface NetworkFault {
  kind: 'fault'
  /** Some of the request may have reached the other side: at least one byte left the socket. */
  written: boolean
  /** The code of Node or axios, `RESPONSE_TOO_LARGE`, or empty. */
  code: string
  /** The status, if its line arrived before the end. */
  status?: number
  requestId?: string
}

const TIMEOUTS = new Set(['ERR_CANCELED', 'ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'])
const UNREACHABLE = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN'])

/** Resources of this machine, not the operator, that a new connection lacked. */
const OUT_OF_FILES = new Set(['EMFILE', 'ENFILE'])
const OWN_FAULTS = new Map<string, GatewayReason>([
  ...[...OUT_OF_FILES].map((code) => [code, 'too_many_open_files'] as const),
  ['EADDRNOTAVAIL', 'no_free_port'],
  ['ENOBUFS', 'no_buffer_space'],
  ['ENOMEM', 'no_buffer_space'],
  ['EACCES', 'connection_forbidden'],
  ['EPERM', 'connection_forbidden'],
])
const BAD_SETTINGS = new Set(['ERR_INVALID_CHAR', 'ERR_BAD_OPTION', 'ERR_BAD_OPTION_VALUE'])
const BAD_URL = new Set(['ERR_INVALID_URL', 'ERR_UNESCAPED_CHARACTERS', 'ERR_INVALID_PROTOCOL'])

/** Names that OpenSSL and Node give to untrusted certificates and failed handshakes. */
const TLS_FAULT =
  /^(?:ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)/

/**
 * The moment decides, not the code: before the first byte left, nothing was sent; afterwards it may
 * have been, whatever failed. The code only gives the reason.
 */
export function classifyNetworkError(fault: NetworkFault): Rule {
  return fault.written
    ? { outcome: 'ambiguous', reason: whyLost(fault) }
    : classifyUnsent(fault.code)
}

/** The next connections would fail as well while this many are open. */
export function isOutOfConnections(code: string): boolean {
  return OUT_OF_FILES.has(code)
}

function whyLost({ code, status }: NetworkFault): GatewayReason {
  if (TIMEOUTS.has(code)) return 'timeout'
  if (code === 'RESPONSE_TOO_LARGE') return 'answer_too_large'
  if (code.startsWith('HPE_')) return 'answer_unreadable'
  if (status !== undefined) return 'answer_cut_short'
  return code === 'ECONNRESET' || code === 'EPIPE' ? 'connection_reset' : 'connection_lost'
}

function classifyUnsent(code: string): Rule {
  if (BAD_URL.has(code)) return { outcome: 'configuration', reason: 'bad_url' }
  if (BAD_SETTINGS.has(code)) return { outcome: 'configuration', reason: 'bad_settings' }
  /** axios rejects the body before it opens a connection. */
  if (code === 'ERR_BAD_REQUEST') return { outcome: 'refused', reason: 'request_too_large' }
  const own = OWN_FAULTS.get(code)
  return own
    ? { outcome: 'own_fault', reason: own }
    : { outcome: 'provider_down', reason: whyUnreachable(code) }
}

function whyUnreachable(code: string): GatewayReason {
  if (TIMEOUTS.has(code)) return 'connect_timeout'
  if (code === 'ECONNREFUSED') return 'connection_refused'
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'dns_failure'
  if (UNREACHABLE.has(code)) return 'network_unreachable'
  return TLS_FAULT.test(code) ? 'tls_failure' : 'connection_failed'
}
