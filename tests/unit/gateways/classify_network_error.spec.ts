import { test } from '@japa/runner'
import fc from 'fast-check'
import { classifyNetworkError } from '#gateways/orange/classify_network_error'

const before = (code: string) => classifyNetworkError({ kind: 'fault', written: false, code })
const after = (code: string, status?: number) =>
  classifyNetworkError({ kind: 'fault', written: true, code, status })

test.group('What a fault of the network means', () => {
  test('{0} before anything was written: {1}, {2}')
    .with([
      ['ECONNREFUSED', 'provider_down', 'connection_refused'],
      ['ENOTFOUND', 'provider_down', 'dns_failure'],
      ['EAI_AGAIN', 'provider_down', 'dns_failure'],
      ['EHOSTUNREACH', 'provider_down', 'network_unreachable'],
      ['ENETUNREACH', 'provider_down', 'network_unreachable'],
      ['ETIMEDOUT', 'provider_down', 'connect_timeout'],
      ['ECONNABORTED', 'provider_down', 'connect_timeout'],
      ['ERR_CANCELED', 'provider_down', 'connect_timeout'],
      ['CERT_HAS_EXPIRED', 'provider_down', 'tls_failure'],
      ['DEPTH_ZERO_SELF_SIGNED_CERT', 'provider_down', 'tls_failure'],
      ['SELF_SIGNED_CERT_IN_CHAIN', 'provider_down', 'tls_failure'],
      ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'provider_down', 'tls_failure'],
      ['ERR_TLS_CERT_ALTNAME_INVALID', 'provider_down', 'tls_failure'],
      ['ERR_SSL_WRONG_VERSION_NUMBER', 'provider_down', 'tls_failure'],
      ['EPROTO', 'provider_down', 'tls_failure'],
      ['ECONNRESET', 'provider_down', 'connection_failed'],
      ['', 'provider_down', 'connection_failed'],
      ['ERR_INVALID_URL', 'configuration', 'bad_url'],
      ['ERR_INVALID_CHAR', 'configuration', 'bad_settings'],
      ['ERR_BAD_REQUEST', 'refused', 'request_too_large'],
    ] as const)
    .run(({ assert }, [code, outcome, reason]) => {
      assert.deepEqual(before(code), { outcome, reason })
    })

  test('{0} after it may have been written: {2}')
    .with([
      ['ECONNRESET', undefined, 'connection_reset'],
      ['EPIPE', undefined, 'connection_reset'],
      ['ECONNABORTED', undefined, 'timeout'],
      ['ERR_CANCELED', 201, 'timeout'],
      ['ETIMEDOUT', undefined, 'timeout'],
      ['ERR_BAD_RESPONSE', 201, 'answer_cut_short'],
      ['ECONNRESET', 201, 'answer_cut_short'],
      ['RESPONSE_TOO_LARGE', 201, 'answer_too_large'],
      ['HPE_INVALID_CONSTANT', undefined, 'answer_unreadable'],
      ['', undefined, 'connection_lost'],
    ] as const)
    .run(({ assert }, [code, status, reason]) => {
      assert.deepEqual(after(code, status), { outcome: 'ambiguous', reason })
    })

  test('the moment decides, whatever the code', () => {
    const codes = fc.oneof(fc.string(), fc.constantFrom('ECONNREFUSED', 'ENOTFOUND', 'EPROTO'))
    fc.assert(fc.property(codes, (code) => after(code).outcome === 'ambiguous'))
    fc.assert(fc.property(codes, (code) => before(code).outcome !== 'ambiguous'))
  })
})
