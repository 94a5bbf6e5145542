import type { Rule } from '#gateways/orange/answer_rules'

/** An exchange that ended without a complete answer. */
export interface NetworkFault {
  kind: 'fault'
  /** The connection stood: some of the request may have reached the other side. */
  written: boolean
  /** Node's or axios' code, `RESPONSE_TOO_LARGE`, or empty. */
  code: string
  /** A status line had come before it ended. */
  status?: number
  requestId?: string
}

const TIMEOUTS = new Set(['ERR_CANCELED', 'ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'])
const UNREACHABLE = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN'])
const BAD_SETTINGS = new Set(['ERR_INVALID_CHAR', 'ERR_BAD_OPTION', 'ERR_BAD_OPTION_VALUE'])
const BAD_URL = new Set(['ERR_INVALID_URL', 'ERR_UNESCAPED_CHARACTERS', 'ERR_INVALID_PROTOCOL'])

/** Names OpenSSL and Node give to certificates and handshakes that are not trusted. */
const TLS_FAULT =
  /^(?:ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)/

/**
 * The rule is the moment, not the code: before the connection stood, nothing was
 * sent; afterwards it may have been, whatever went wrong. The code gives the word.
 */
export function classifyNetworkError(fault: NetworkFault): Rule {
  return fault.written
    ? { outcome: 'ambiguous', reason: whyLost(fault) }
    : classifyUnsent(fault.code)
}

function whyLost({ code, status }: NetworkFault): string {
  if (TIMEOUTS.has(code)) return 'timeout'
  if (code === 'RESPONSE_TOO_LARGE') return 'answer_too_large'
  if (code.startsWith('HPE_')) return 'answer_unreadable'
  if (status !== undefined) return 'answer_cut_short'
  return code === 'ECONNRESET' || code === 'EPIPE' ? 'connection_reset' : 'connection_lost'
}

function classifyUnsent(code: string): Rule {
  if (BAD_URL.has(code)) return { outcome: 'configuration', reason: 'bad_url' }
  if (BAD_SETTINGS.has(code)) return { outcome: 'configuration', reason: 'bad_settings' }
  /** axios refuses the body before it opens a connection. */
  if (code === 'ERR_BAD_REQUEST') return { outcome: 'refused', reason: 'request_too_large' }
  return { outcome: 'provider_down', reason: whyUnreachable(code) }
}

function whyUnreachable(code: string): string {
  if (TIMEOUTS.has(code)) return 'connect_timeout'
  if (code === 'ECONNREFUSED') return 'connection_refused'
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'dns_failure'
  if (UNREACHABLE.has(code)) return 'network_unreachable'
  return TLS_FAULT.test(code) ? 'tls_failure' : 'connection_failed'
}
