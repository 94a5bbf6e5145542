import { test } from '@japa/runner'
import { aBody, call, NUMBER, SENDER } from '#tests/helpers/emulator_client'
import { withEmulators } from './support.js'

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/

test.group('Emulator: POST …/requests', (group) => {
  const start = withEmulators(group)

  test('answers 201 with the address as an array and a resource of its own', async ({ assert }) => {
    const client = await start()
    const body = aBody(NUMBER, 'Bonjour', { senderName: 'MINSANTE' })
    const { status, body: answered } = (await client.sendBody(body))!
    const { resourceURL, ...rest } = answered.outboundSMSMessageRequest
    assert.equal(status, 201)
    assert.deepEqual(rest, {
      address: [NUMBER],
      senderAddress: SENDER,
      senderName: 'MINSANTE',
      outboundSMSTextMessage: { message: 'Bonjour' },
    })
    const id = resourceURL.split('/').at(-1)
    assert.match(id, UUID)
    assert.containSubset(client.emulator.journal(), [
      { seq: 1, address: NUMBER, text: 'Bonjour', outcome: 'accepted', resourceId: id },
    ])
  })

  test('wants a token', async ({ assert }) => {
    const client = await start()
    for (const [Authorization, code] of [
      ['', 40],
      ['Basic ZGVtbzpkZW1v', 40],
      ['Bearer made-up', 41],
    ] as const) {
      const answer = await client.sendBody(aBody(NUMBER), { headers: { Authorization } })
      assert.containSubset(answer, { status: 401, body: { code } })
    }
    assert.deepEqual(client.outcomes(), [
      'refused:missing_token',
      'refused:missing_token',
      'refused:invalid_token',
    ])
  })

  test('wants the sender of the body in the path', async ({ assert }) => {
    const client = await start()
    const to = (sender: string) => ({ path: `/smsmessaging/v1/outbound/${sender}/requests` })
    assert.equal((await client.sendBody(aBody(NUMBER), to('tel:+2370000')))!.status, 201)
    for (const sender of ['tel%3A%2B2210000', '2370000', '%E0%A4%A', 'tel:%2B']) {
      const answer = await client.sendBody(aBody(NUMBER), to(sender))
      assert.containSubset(answer, { status: 400, body: { code: 20 } })
    }
  })

  const badBodies: [string, unknown, object][] = [
    ['no body', '', { code: 21 }],
    ['no JSON', '{', { code: 22 }],
    ['an array', '[]', { code: 22 }],
    ['nothing in it', {}, { code: 23 }],
    ['no address', aBody(undefined), { code: 23 }],
    [
      'no text',
      { outboundSMSMessageRequest: { address: NUMBER, senderAddress: SENDER } },
      { code: 23 },
    ],
    ['addresses as an array', aBody([NUMBER]), { code: 24 }],
    ['an empty text', aBody(NUMBER, ''), { code: 24 }],
    ['a text that is a number', aBody(NUMBER, 5), { code: 24 }],
    ['a null where an object belongs', { outboundSMSMessageRequest: null }, { code: 23 }],
    [
      'a sender name too long',
      aBody(NUMBER, 'x', { senderName: 'ABCDEFGHIJKL' }),
      { requestError: { serviceException: { messageId: 'SVC0002' } } },
    ],
    ...[
      'tel:+',
      '+237690005555',
      'tel:237690005555',
      'tel:+12345',
      'tel:+1234567890123456',
      'x',
    ].map((address): [string, unknown, object] => [
      `the address ${address}`,
      aBody(address),
      { requestError: { serviceException: { messageId: 'SVC0004', variables: [address] } } },
    ]),
  ]
  for (const [name, body, expected] of badBodies) {
    test(`refuses ${name}`, async ({ assert }) => {
      const client = await start()
      assert.containSubset(await client.sendBody(body), { status: 400, body: expected })
      assert.match(client.outcomes()[0], /^refused:/)
    })
  }

  test('refuses another media type, and a body past 64 kB', async ({ assert }) => {
    const client = await start()
    const headers = { 'Content-Type': 'text/plain' }
    assert.containSubset(await client.sendBody(aBody(NUMBER), { headers }), {
      status: 415,
      body: { code: 68 },
    })
    assert.containSubset(await client.send(NUMBER, { text: 'x'.repeat(70_000) }), {
      status: 413,
      body: { code: 66 },
    })
    assert.deepEqual(client.outcomes(), ['refused:unsupported_media_type', 'refused:too_large'])
  })

  test('units run down by segments, until there are none', async ({ assert }) => {
    const client = await start({ units: 4 })
    await client.send(NUMBER, { text: 'é'.repeat(160) })
    await client.send(NUMBER, { text: 'ê'.repeat(71) })
    assert.equal(client.emulator.report().unitsLeft, 1)
    assert.containSubset(await client.send(NUMBER, { text: 'x'.repeat(161) }), {
      status: 403,
      body: { requestError: { policyException: { messageId: 'POL0001' } } },
    })
    client.emulator.topUp(1)
    assert.equal((await client.send(NUMBER, { text: 'x'.repeat(161) }))!.status, 201)
    await call(`${client.url}/__emulator/units`, { method: 'POST', body: '{"units":7}' })
    assert.equal(client.emulator.report().unitsLeft, 7)
  })

  test('an answer takes as long as it is told to', async ({ assert }) => {
    const client = await start({ latencyMs: 120 })
    await client.token()
    const started = performance.now()
    await client.send()
    assert.isAtLeast(performance.now() - started, 115)
  })
})
