import { test } from '@japa/runner'
import { CANARY_SMS } from '#tests/helpers/gateway_contract'
import { answer, answerAfter, hang, reset } from '#tests/helpers/scripted_server'
import {
  aToken,
  created,
  openOrange,
  SHORT,
  SEND_PATH,
  TOKEN_PATH,
  type OpenOrange,
} from '#tests/helpers/orange_gateway'
import { withoutDatabase } from '#tests/helpers/without_database'

const EXPIRED = answer(401, { code: 42, message: 'Expired credentials' })

test.group('The token of Orange', (group) => {
  withoutDatabase(group)
  let orange: OpenOrange
  const tokensAsked = () => orange.server.seen(TOKEN_PATH).length
  const posts = () => orange.server.seen(SEND_PATH).length
  const send = () => orange.gateway.send(CANARY_SMS)
  const sendMany = (count: number) => Promise.all(Array.from({ length: count }, send))
  group.each.setup(async () => {
    orange = await openOrange()
    return () => orange.close()
  })

  test('is asked for as RFC 6749 says', async ({ assert }) => {
    await orange.gateway.prepare()
    const [request] = orange.server.requests
    assert.equal(`${request.method} ${request.path}`, 'POST /oauth/v3/token')
    assert.equal(request.body, 'grant_type=client_credentials')
    assert.containsSubset(request.headers, {
      'authorization': `Basic ${Buffer.from('client:s3cr3t-canary').toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      'accept': 'application/json',
    })
  })

  test('is had once for 50 sends at once, and kept for the next', async ({ assert }) => {
    await sendMany(50)
    await send()
    assert.equal(tokensAsked(), 1)
    assert.equal(posts(), 51)
  })

  test('is renewed a minute before it ends, a number or a text')
    .with([3600, '3600'])
    .run(async ({ assert }, expiresIn) => {
      orange.server.next(TOKEN_PATH, aToken('short', expiresIn))
      await orange.gateway.prepare()
      orange.clock.advance({ seconds: 3539 })
      await orange.gateway.prepare()
      assert.equal(tokensAsked(), 1)
      orange.clock.advance({ seconds: 1 })
      await sendMany(50)
      assert.equal(tokensAsked(), 2)
    })

  test('a short life is used for its first half', async ({ assert }) => {
    orange.server.next(TOKEN_PATH, aToken('short', 20))
    await orange.gateway.prepare()
    orange.clock.advance({ seconds: 9 })
    await orange.gateway.prepare()
    assert.equal(tokensAsked(), 1)
    orange.clock.advance({ seconds: 1 })
    await orange.gateway.prepare()
    assert.equal(tokensAsked(), 2)
  })

  test('a lifetime of nonsense ({0}) lasts until Orange refuses the token')
    .with(['soon', null, -5, 0, {}])
    .run(async ({ assert }, expiresIn) => {
      orange.server.next(TOKEN_PATH, aToken('first', expiresIn))
      await orange.gateway.prepare()
      orange.clock.advance({ days: 30 })
      orange.server.next(SEND_PATH, EXPIRED)
      assert.equal((await send()).outcome, 'accepted')
      assert.equal(tokensAsked(), 2)
    })

  test('refused as expired: one renewal, and the same SMS once more', async ({ assert }) => {
    orange.server.next(SEND_PATH, EXPIRED)
    assert.equal((await send()).outcome, 'accepted')
    assert.equal(tokensAsked(), 2)
    const [first, second] = orange.server.seen(SEND_PATH)
    assert.equal(second.body, first.body)
    assert.equal(second.headers.authorization, 'Bearer token-2')
  })

  test('50 in flight with an expired token: one renewal, each sent once more', async ({
    assert,
  }) => {
    await orange.gateway.prepare()
    const accepted = created('sms')
    orange.server.on(SEND_PATH, (socket, request) =>
      (request.headers.authorization === 'Bearer token-1' ? EXPIRED : accepted)(socket, request)
    )
    const results = await sendMany(50)
    assert.isTrue(results.every(({ outcome }) => outcome === 'accepted'))
    assert.equal(tokensAsked(), 2)
    assert.equal(posts(), 100)
  })

  test('a late refusal of the old token does not cost the new one', async ({ assert }) => {
    await orange.gateway.prepare()
    orange.server.next(SEND_PATH, answerAfter(120, 401, '{"code":42}'), EXPIRED)
    const results = await sendMany(2)
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['accepted', 'accepted']
    )
    assert.equal(tokensAsked(), 2)
  })

  test('{0} twice: the account stops with the reason {2}')
    .with([
      ['expired', { code: 42 }, 'token_rejected'],
      ['missing', { code: 40 }, 'bad_credentials'],
      ['invalid', { code: 41 }, 'bad_credentials'],
      ['without words', '', 'token_rejected'],
    ] as const)
    .run(async ({ assert }, [, body, reason]) => {
      orange.server.on(SEND_PATH, answer(401, body))
      assert.containsSubset(await send(), { outcome: 'account', reason, httpStatus: 401 })
      assert.equal(posts(), 2)
      assert.equal(tokensAsked(), 2)
    })

  test('what comes of the second POST counts')
    .with([
      ['throttled', answer(403, { code: 53 })],
      ['refused', answer(400, { code: 24 })],
      ['ambiguous', reset],
    ] as const)
    .run(async ({ assert }, [outcome, second]) => {
      orange.server.next(SEND_PATH, EXPIRED, second)
      assert.equal((await send()).outcome, outcome)
      assert.equal(posts(), 2)
    })

  test('without a token nothing is posted: {1} {2}')
    .with([
      [401, 'account', 'bad_credentials', { error: 'invalid_client', error_description: 'Bad.' }],
      [400, 'account', 'bad_credentials', { error: 'invalid_client' }],
      [401, 'account', 'bad_credentials', ''],
      [403, 'throttled', 'too_many_requests', { code: 53, message: 'Too many requests' }],
      [429, 'throttled', 'too_many_requests', ''],
      [403, 'account', 'access_denied', { code: 50 }],
      [400, 'configuration', 'unrecognised_refusal', { error: 'unsupported_grant_type' }],
      [404, 'configuration', 'not_found', '<html>'],
      [406, 'configuration', 'not_acceptable', ''],
      [302, 'configuration', 'redirected', ''],
      [408, 'provider_down', 'request_timeout', ''],
      [500, 'provider_down', 'internal_error', { error: 'invalid_client' }],
      [502, 'provider_down', 'bad_gateway', '<html>'],
      [503, 'provider_down', 'service_unavailable', ''],
      [504, 'provider_down', 'gateway_timeout', ''],
      [200, 'provider_down', 'token_unreadable', '<html>'],
      [200, 'provider_down', 'token_unreadable', { access_token: 'bad\ntoken' }],
      [200, 'provider_down', 'token_unreadable', { access_token: 7 }],
      [201, 'provider_down', 'token_unreadable', { access_token: 'x' }],
    ] as const)
    .run(async ({ assert }, [status, outcome, reason, body]) => {
      orange.server.on(TOKEN_PATH, answer(status, body))
      const readiness = await orange.gateway.prepare()
      assert.containsSubset(readiness, { ready: false, result: { outcome, reason } })
      assert.containsSubset(await send(), { outcome, reason, httpStatus: status })
      assert.equal(posts(), 0)
    })

  test('50 sends share one failure, and the next asks again', async ({ assert }) => {
    orange.server.next(TOKEN_PATH, answer(503))
    const results = await sendMany(50)
    assert.isTrue(results.every(({ outcome }) => outcome === 'provider_down'))
    assert.equal(tokensAsked(), 1)
    assert.equal((await send()).outcome, 'accepted')
  })

  test('prepare() ends in time when nobody answers', async ({ assert }) => {
    const { server, gateway, close } = await openOrange(SHORT)
    server.on(TOKEN_PATH, hang)
    const startedAt = performance.now()
    const readiness = await gateway.prepare()
    await close()
    assert.containsSubset(readiness, { result: { outcome: 'provider_down', reason: 'timeout' } })
    assert.isBelow(performance.now() - startedAt, gateway.timeoutMs + 2_000)
  })
})
