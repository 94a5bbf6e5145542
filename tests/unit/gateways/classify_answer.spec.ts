import { test } from '@japa/runner'
import fc from 'fast-check'
import { classifyAnswer } from '#gateways/orange/classify_answer'
import { parseErrorBody } from '#gateways/orange/parse_error_body'
import { acceptedBody } from '#tests/helpers/orange_gateway'

const NOW = Date.parse('2026-03-10T08:00:00Z')

function classify(status: number, body: unknown = '', retryAfter?: string) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return classifyAnswer({ status, text, retryAfter }, parseErrorBody(text), NOW)
}

const code = (value: number, description = '') => ({ code: value, message: 'x', description })
const service = (messageId: string, ...variables: string[]) => ({
  requestError: { serviceException: { messageId, text: 'error %1', variables } },
})
const policy = (messageId: string, ...variables: string[]) => ({
  requestError: { policyException: { messageId, text: 'policy %1', variables } },
})

/** Every row of the table of answers: status, body, outcome, reason. */
const TABLE: [number, unknown, string, string][] = [
  [200, '', 'ambiguous', 'unexpected_success'],
  [202, { any: 'thing' }, 'ambiguous', 'unexpected_success'],
  [204, '', 'ambiguous', 'unexpected_success'],
  [206, acceptedBody('abc'), 'ambiguous', 'unexpected_success'],
  [301, '', 'configuration', 'redirected'],
  [302, '', 'configuration', 'redirected'],
  [308, '', 'configuration', 'redirected'],
  [400, code(20), 'configuration', 'invalid_path_parameter'],
  [400, code(21), 'refused', 'missing_body'],
  [400, code(22), 'refused', 'invalid_body'],
  [400, code(23), 'refused', 'missing_body_field'],
  [400, code(24), 'refused', 'invalid_body_field'],
  [400, code(24, 'senderAddress is not allowed'), 'configuration', 'sender_refused'],
  [400, code(25), 'configuration', 'missing_header'],
  [400, code(26), 'configuration', 'invalid_header'],
  [400, code(27), 'configuration', 'missing_query_parameter'],
  [400, code(28), 'configuration', 'invalid_query_parameter'],
  [400, '', 'refused', 'unrecognised_refusal'],
  [401, code(40), 'account', 'bad_credentials'],
  [401, code(41), 'account', 'bad_credentials'],
  [401, code(42), 'account', 'token_rejected'],
  [401, '', 'account', 'token_rejected'],
  [401, { error: 'invalid_client' }, 'account', 'bad_credentials'],
  [402, '', 'account', 'no_credit'],
  [403, code(50), 'account', 'access_denied'],
  [403, code(51), 'account', 'requester_blocked'],
  [403, code(52), 'account', 'user_blocked'],
  [403, code(53, 'spike arrest limit'), 'throttled', 'too_many_requests'],
  [403, code(53, 'global quota limit'), 'throttled', 'quota_exceeded'],
  [403, { error: code(53) }, 'throttled', 'too_many_requests'],
  [403, { description: 'spike arrest limit' }, 'throttled', 'too_many_requests'],
  [403, '', 'account', 'forbidden'],
  [403, '<html>Forbidden</html>', 'account', 'forbidden'],
  [403, code(99), 'account', 'forbidden'],
  [404, code(60), 'configuration', 'not_found'],
  [404, '', 'configuration', 'not_found'],
  [404, service('SVC0004', 'address'), 'refused', 'invalid_number'],
  [405, code(61), 'configuration', 'method_not_allowed'],
  [406, code(62), 'configuration', 'not_acceptable'],
  [407, '', 'configuration', 'proxy_in_the_way'],
  [408, code(63), 'transient', 'request_timeout'],
  [408, '', 'transient', 'request_timeout'],
  [409, code(69), 'refused', 'conflict'],
  [409, service('SVC0005', 'x'), 'ambiguous', 'duplicate_submission'],
  [411, code(64), 'configuration', 'length_required'],
  [412, code(65), 'refused', 'precondition_failed'],
  [413, code(66), 'refused', 'request_too_large'],
  [414, code(67), 'configuration', 'url_too_long'],
  [415, code(68), 'configuration', 'unsupported_media_type'],
  [418, '', 'refused', 'unrecognised_refusal'],
  [422, code(99), 'refused', 'unrecognised_refusal'],
  [429, code(53), 'throttled', 'too_many_requests'],
  [429, '', 'throttled', 'too_many_requests'],
  [500, code(1), 'ambiguous', 'internal_error'],
  [500, policy('POL0001', 'Expired contract'), 'ambiguous', 'internal_error'],
  [502, code(1), 'ambiguous', 'bad_gateway'],
  [502, '<html>', 'ambiguous', 'bad_gateway'],
  [503, code(5), 'provider_down', 'service_unavailable'],
  [503, code(6), 'provider_down', 'over_capacity'],
  [503, '', 'provider_down', 'service_unavailable'],
  [503, service('SVC1000'), 'provider_down', 'no_resources'],
  [504, code(6), 'ambiguous', 'gateway_timeout'],
  [507, '', 'ambiguous', 'unexpected_status'],
  [599, '', 'ambiguous', 'unexpected_status'],
  [400, service('SVC0001', 'any cause'), 'refused', 'service_error'],
  [400, service('SVC0001', 'Insufficient balance'), 'account', 'no_credit'],
  [400, service('SVC0002', 'address'), 'refused', 'invalid_input'],
  [400, service('SVC0002', 'senderAddress'), 'configuration', 'sender_refused'],
  [400, service('SVC0003', 'message'), 'refused', 'invalid_input'],
  [400, service('SVC0003', 'senderName'), 'configuration', 'sender_refused'],
  [400, service('SVC0004', 'address'), 'refused', 'invalid_number'],
  [400, service('SVC0004', 'senderAddress'), 'configuration', 'sender_refused'],
  [400, service('SVC0280', 'x'), 'refused', 'text_too_long'],
  [400, service('SVC9999', 'x'), 'refused', 'unrecognised_refusal'],
  [403, policy('POL0001', 'Expired contract since 2026-01-01'), 'account', 'contract_expired'],
  [403, policy('POL0001', 'Some other policy'), 'account', 'policy_refused'],
  [403, policy('POL0001'), 'account', 'policy_refused'],
  [403, policy('POL0001', 'No credit left'), 'account', 'no_credit'],
  [403, policy('POL0001', 'Solde insuffisant'), 'account', 'no_credit'],
  [403, policy('POL0002', 'address'), 'refused', 'privacy_refused'],
  [403, policy('POL0003', 'x'), 'configuration', 'too_many_addresses'],
  [403, policy('POL1009', 'x'), 'account', 'not_provisioned'],
  [403, policy('POL1010', 'x'), 'account', 'suspended'],
  [400, policy('POL1102', 'SMS Bunch ASP Control'), 'account', 'quota_policy'],
  [403, policy('POL7777', 'x'), 'account', 'forbidden'],
]

test.group('What an answer means', () => {
  test('{0} {1} is {2}: {3}')
    .with(TABLE)
    .run(({ assert }, [status, body, outcome, reason]) => {
      assert.deepEqual(classify(status, body), { outcome, reason } as any)
    })

  test('201 is accepted, with or without a usable id', ({ assert }) => {
    const id = 'b2c9f4a0-0d6e-4f7a-9a4e-3c1b1f0a7e55'
    assert.deepEqual(classify(201, acceptedBody(id)), {
      outcome: 'accepted',
      providerMessageId: id,
    })
    for (const body of ['', '{"outbound', '[]', 'null', { resourceURL: 42 }, acceptedBody('')]) {
      assert.deepEqual(classify(201, body), { outcome: 'accepted' })
    }
  })

  test('200 and 202 are accepted if they name the resource', ({ assert }) => {
    const expected = { outcome: 'accepted', providerMessageId: 'abc-1' } as const
    assert.deepEqual(classify(200, acceptedBody('abc-1')), expected)
    assert.deepEqual(classify(202, acceptedBody('abc-1')), expected)
  })

  test('a number at the end of the resource is no id', ({ assert }) => {
    const resourceURL = 'https://api.orange.com/smsmessaging/v1/outbound/tel:+2370000'
    assert.deepEqual(classify(201, { resourceURL }), { outcome: 'accepted' })
    assert.deepEqual(classify(201, acceptedBody('tel:+237690123456')), { outcome: 'accepted' })
  })

  test('Retry-After {0} is {1} ms')
    .with([
      ['7', 7_000],
      ['0', 0],
      ['Tue, 10 Mar 2026 08:00:30 GMT', 30_000],
      ['Tue, 10 Mar 2026 07:00:00 GMT', 0],
      ['999999', 3_600_000],
      ['soon', undefined],
      ['', undefined],
    ] as const)
    .run(({ assert }, [header, expected]) => {
      const found = classify(429, code(53), header)
      assert.equal('retryAfterMs' in found ? found.retryAfterMs : undefined, expected)
    })

  test('nothing but a 2xx is ever accepted, and nothing throws', () => {
    const anyBody = fc.oneof(fc.string(), fc.json(), fc.constant(JSON.stringify(acceptedBody('a'))))
    fc.assert(
      fc.property(
        fc.integer({ min: -1, max: 1_000 }),
        anyBody,
        fc.option(fc.string(), { nil: undefined }),
        (status, body, header) => {
          const { outcome } = classify(status, body, header)
          return outcome !== 'accepted' || (status >= 200 && status < 300)
        }
      ),
      { numRuns: 2_000 }
    )
  })

  test('a server error is never called a refusal, whatever its body', () => {
    const ids = fc.constantFrom('SVC0001', 'SVC0004', 'POL0001', 'POL0002', 'SVC1000', 'SVC0280')
    fc.assert(
      fc.property(fc.integer({ min: 500, max: 599 }), ids, fc.string(), (status, id, cause) => {
        const { outcome } = classify(status, service(id, cause))
        return outcome === (status === 503 ? 'provider_down' : 'ambiguous')
      })
    )
  })
})
