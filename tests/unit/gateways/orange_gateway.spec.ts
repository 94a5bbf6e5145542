import { test } from '@japa/runner'
import { assertNoPersonalData, CANARY_SMS } from '#tests/helpers/gateway_contract'
import { answer, hang } from '#tests/helpers/scripted_server'
import {
  acceptedBody,
  created,
  openOrange,
  SHORT,
  SEND_PATH,
  TOKEN_PATH,
  type OpenOrange,
} from '#tests/helpers/orange_gateway'
import { withoutDatabase } from '#tests/helpers/without_database'

test.group('Sending through Orange', (group) => {
  withoutDatabase(group)
  let orange: OpenOrange
  group.each.setup(async () => {
    orange = await openOrange()
    return () => orange.close()
  })

  test('posts the one recipient as a string, to the encoded sender', async ({ assert }) => {
    await orange.gateway.send(CANARY_SMS)
    const [post] = orange.server.seen(SEND_PATH)
    assert.equal(post.method, 'POST')
    assert.equal(post.path, '/smsmessaging/v1/outbound/tel%3A%2B2370000/requests')
    assert.equal(post.headers.authorization, 'Bearer token-1')
    assert.equal(post.headers['content-type'], 'application/json')
    assert.deepEqual(JSON.parse(post.body), {
      outboundSMSMessageRequest: {
        address: 'tel:+237690123456',
        senderAddress: 'tel:+2370000',
        outboundSMSTextMessage: { message: CANARY_SMS.body },
      },
    })
  })

  test('names the sender where a name was approved', async ({ assert, cleanup }) => {
    const named = await openOrange({ senderName: 'MINSANTE' })
    cleanup(() => named.close())
    await named.gateway.send(CANARY_SMS)
    const { outboundSMSMessageRequest } = JSON.parse(named.server.seen(SEND_PATH)[0].body)
    assert.equal(outboundSMSMessageRequest.senderName, 'MINSANTE')
  })

  test('keeps the id of the resource and of the request', async ({ assert }) => {
    orange.server.next(SEND_PATH, created('6f1c2f0e-4d', { 'X-OAPI-Request-Id': 'oapi-77' }))
    assert.containsSubset(await orange.gateway.send(CANARY_SMS), {
      outcome: 'accepted',
      providerMessageId: '6f1c2f0e-4d',
      providerRequestId: 'oapi-77',
      httpStatus: 201,
    })
  })

  test('without another place an SMS is not POSTed again with a new token', async ({ assert }) => {
    orange.server.next(SEND_PATH, answer(401, { code: 42 }))
    const sms = { ...CANARY_SMS, placeForResend: async () => false }
    const result = await orange.gateway.send(sms)
    assert.containsSubset(result, { outcome: 'own_fault', reason: 'no_place' })
    assert.lengthOf(orange.server.seen(SEND_PATH), 1)
  })

  test('a bug of ours is not sent before the POST, and ambiguous after it', async ({ assert }) => {
    const failingAt = (nth: number) => {
      let reads = 0
      return {
        ...CANARY_SMS,
        get body() {
          if (++reads === nth) throw new Error('a bug')
          return 'Rappel'
        },
      }
    }
    assert.containsSubset(await orange.gateway.send(failingAt(1)), {
      outcome: 'own_fault',
      reason: 'gateway_fault',
    })
    assert.lengthOf(orange.server.seen(SEND_PATH), 0)

    orange.server.next(SEND_PATH, answer(400, { code: 24, message: 'no' }))
    assert.containsSubset(await orange.gateway.send(failingAt(2)), {
      outcome: 'ambiguous',
      reason: 'gateway_fault',
    })
    assert.lengthOf(orange.server.seen(SEND_PATH), 1)
  })

  test('a complete 201 with an unusable body is accepted without an id', async ({ assert }) => {
    orange.server.next(SEND_PATH, answer(201, '<created/>'))
    const result = await orange.gateway.send(CANARY_SMS)
    assert.equal(result.outcome, 'accepted')
    assert.notProperty(result, 'providerMessageId')
  })

  test('tells the provider’s code and words', async ({ assert }) => {
    const serviceException = {
      messageId: 'SVC0004',
      text: 'No valid addresses provided in message part %1',
      variables: ['tel:+237690123456'],
    }
    orange.server.next(SEND_PATH, answer(400, { requestError: { serviceException } }))
    assert.containsSubset(await orange.gateway.send(CANARY_SMS), {
      outcome: 'refused',
      reason: 'invalid_number',
      errorCode: 'SVC0004',
      errorMessage: 'No valid addresses provided in message part [number]',
    })
  })

  test('does not follow a redirect with the SMS', async ({ assert }) => {
    orange.server.next(SEND_PATH, answer(308, '', { Location: `${orange.server.url}/elsewhere` }))
    const result = await orange.gateway.send(CANARY_SMS)
    assert.containsSubset(result, { outcome: 'configuration', reason: 'redirected' })
    assert.lengthOf(orange.server.seen('/elsewhere'), 0)
  })

  test('honours Retry-After', async ({ assert }) => {
    orange.server.next(SEND_PATH, answer(429, { code: 53 }, { 'Retry-After': '3' }))
    const result = await orange.gateway.send(CANARY_SMS)
    assert.containsSubset(result, { outcome: 'throttled', retryAfterMs: 3_000 })
  })

  test('a token that came late leaves no time for a POST: nothing is sent', async ({
    assert,
    cleanup,
  }) => {
    const slow = await openOrange(SHORT)
    cleanup(() => slow.close())
    slow.server.next(SEND_PATH, async (socket, request) => {
      await new Promise((resolve) => setTimeout(resolve, 800))
      await answer(401, { code: 42 })(socket, request)
    })
    slow.server.next(TOKEN_PATH, async (socket, request) => {
      await answer(200, { access_token: 'first', expires_in: 3600 })(socket, request)
    })
    await slow.gateway.prepare()
    slow.server.on(TOKEN_PATH, hang)
    const startedAt = performance.now()
    const result = await slow.gateway.send(CANARY_SMS)
    assert.containsSubset(result, { outcome: 'provider_down', reason: 'token_timeout' })
    assert.isBelow(performance.now() - startedAt, SHORT.timeoutMs + 2_000)
    assert.lengthOf(slow.server.seen(SEND_PATH), 1)
  })

  test('neither number, text, token nor secret reaches a log or a result', async ({ assert }) => {
    const echo = `${CANARY_SMS.phoneNumber}: ${CANARY_SMS.body}`
    const everywhere = { code: 24, message: echo, description: `token-1 ${echo}` }
    const results = [await orange.gateway.send(CANARY_SMS)]
    for (const status of [400, 401, 403, 404, 429, 500, 503]) {
      orange.server.on(SEND_PATH, answer(status, everywhere, { 'X-OAPI-Request-Id': 'r-1' }))
      results.push(await orange.gateway.send(CANARY_SMS))
    }
    orange.server.on(SEND_PATH, answer(400, acceptedBody(echo)))
    results.push(await orange.gateway.send(CANARY_SMS))

    assertNoPersonalData(assert, results)
    assertNoPersonalData(assert, orange.lines)
    assert.isAbove(orange.lines.length, 8)
    const client = Buffer.from('client:s3cr3t-canary').toString('base64')
    for (const secret of ['s3cr3t-canary', client, 'token-']) {
      assert.notInclude(orange.lines.join(), secret)
    }
  })

  test('logs one line for each answer, with the request id', async ({ assert }) => {
    orange.server.next(SEND_PATH, answer(503, { code: 5 }, { 'X-OAPI-Request-Id': 'oapi-9' }))
    await orange.gateway.send(CANARY_SMS)
    const line = JSON.parse(orange.lines.at(-1)!)
    assert.containsSubset(line, {
      messageId: CANARY_SMS.messageId,
      outcome: 'provider_down',
      reason: 'service_unavailable',
      httpStatus: 503,
      errorCode: '5',
      providerRequestId: 'oapi-9',
    })
  })
})
