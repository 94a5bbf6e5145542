import { test } from '@japa/runner'
import fc from 'fast-check'
import { describeError } from '#gateways/orange/describe_error'
import { parseErrorBody } from '#gateways/orange/parse_error_body'
import { withoutPersonalData } from '#values/without_personal_data'
import { assertNoPersonalData, CANARY_SMS } from '#tests/helpers/gateway_contract'

const parse = (body: unknown) => parseErrorBody(JSON.stringify(body))

/** Envelopes leave out what they do not say. */
const said = (body: unknown) =>
  Object.fromEntries(Object.entries(parse(body)).filter(([, value]) => value !== undefined))

test.group('The four envelopes of an error', () => {
  test('the token endpoint', ({ assert }) => {
    const body = { error: 'invalid_client', error_description: 'Unable to decode.' }
    assert.deepEqual(said(body), { code: 'invalid_client', description: 'Unable to decode.' })
  })

  test('the gateway, flat and nested', ({ assert }) => {
    const error = { code: 53, message: 'Too many requests', description: 'spike arrest limit' }
    const expected = { ...error, code: '53' }
    assert.deepEqual(said(error), expected)
    assert.deepEqual(said({ ...error, code: '53', infoURL: 'https://x' }), expected)
    assert.deepEqual(said({ error }), expected)
  })

  test('OneAPI, with and without variables', ({ assert }) => {
    const text = 'Invalid input value for message part %1'
    const serviceException = { messageId: 'SVC0002', text, variables: ['address', 'other'] }
    assert.deepEqual(said({ requestError: { serviceException } }), {
      code: 'SVC0002',
      message: text,
      cause: 'address',
    })
    const policyException = { messageId: 'POL0001', text: 'A policy error occurred.' }
    assert.deepEqual(said({ requestError: { policyException } }), {
      code: 'POL0001',
      message: 'A policy error occurred.',
    })
    assert.deepEqual(
      said({ requestError: { policyException: { ...policyException, variables: [] } } }),
      {
        code: 'POL0001',
        message: 'A policy error occurred.',
      }
    )
  })

  test('anything with a message or a description', ({ assert }) => {
    assert.deepEqual(said({ message: 'no' }), { message: 'no' })
    assert.deepEqual(said({ description: 'no' }), { description: 'no' })
  })

  test('an empty body, HTML and other shapes say nothing', ({ assert }) => {
    for (const text of ['', ' ', '<html><body>502</body></html>', '[]', 'null', '"x"', '12', '{']) {
      assert.deepEqual(parseErrorBody(text), {})
    }
    assert.deepEqual(said({ requestError: 'x', error: 7, code: {}, message: ['a'] }), {})
  })

  test('a code that looks like an echo is not taken', ({ assert }) => {
    for (const code of ['+237690123456', 690123456, 'E690123456', 'a b', 'x'.repeat(50)]) {
      assert.isUndefined(parse({ code }).code)
    }
  })

  test('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        parseErrorBody(text)
      })
    )
    const values = fc.record({
      requestError: fc.anything(),
      error: fc.anything(),
      code: fc.anything(),
    })
    fc.assert(
      fc.property(fc.jsonValue(), values, (value, body) => {
        describeError(parse({ requestError: { serviceException: value }, error: value }))
        try {
          describeError(parse(body), CANARY_SMS)
        } catch (error) {
          /** What JSON cannot hold never comes out of a socket. */
          if (!/BigInt|circular|toJSON|primitive/i.test(String(error))) throw error
        }
      })
    )
  })
})

test.group('What the provider says, for people', () => {
  test('has the cause in its place', ({ assert }) => {
    assert.equal(
      describeError({ message: 'Invalid value for part %1', cause: 'address' }),
      'Invalid value for part address'
    )
    assert.equal(
      describeError({ message: 'A policy error.', cause: 'Expired contract' }),
      'A policy error.: Expired contract'
    )
    assert.equal(describeError({ message: 'Too many', description: 'spike' }), 'Too many: spike')
    assert.isUndefined(describeError({}))
  })

  test('keeps codes and short numbers', ({ assert }) => {
    assert.equal(
      withoutPersonalData('SVC0004: code 53, status 400'),
      'SVC0004: code 53, status 400'
    )
  })

  test('loses the number in every form')
    .with([
      'tel:+237690123456',
      'tel%3A%2B237690123456',
      '+237 690 12 34 56',
      '00237-690-123-456',
      '(690) 123.456',
      '"237690123456"',
    ])
    .run(({ assert }, form) => {
      assert.equal(
        withoutPersonalData(`No such address ${form}!`).replace(/[("']/g, ''),
        'No such address [number]!'.replace(/[("']/g, '')
      )
    })

  test('loses the text in every form')
    .with([
      CANARY_SMS.body,
      CANARY_SMS.body.slice(0, 20),
      encodeURIComponent(CANARY_SMS.body),
      CANARY_SMS.body.replaceAll(' ', '+'),
      CANARY_SMS.body.normalize('NFD'),
      CANARY_SMS.body.normalize('NFD').replace(/\p{M}/gu, ''),
      CANARY_SMS.body.toUpperCase(),
      'Zéphyrine',
      'ZEPHYRINE',
    ])
    .run(({ assert }, form) => {
      const clean = withoutPersonalData(`Invalid text: '${form}' refused`, CANARY_SMS)
      assertNoPersonalData(assert, clean)
      assert.match(clean, /^Invalid text: '.*' refused$/)
    })

  test('has neither number nor text, wherever they are echoed', ({ assert }) => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        for (const canary of [CANARY_SMS.body, CANARY_SMS.phoneNumber]) {
          const echo = before + canary + after
          const error = { message: echo, description: echo, cause: echo }
          assertNoPersonalData(assert, describeError(error, CANARY_SMS))
        }
      })
    )
  })
})
