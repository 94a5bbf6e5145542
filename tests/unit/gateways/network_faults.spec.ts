import net from 'node:net'
import { test } from '@japa/runner'
import { OrangeGateway } from '#gateways/orange/orange_gateway'
import { assertNoPersonalData, CANARY_SMS } from '#tests/helpers/gateway_contract'
import * as script from '#tests/helpers/scripted_server'
import { aLogger } from '#tests/helpers/logger'
import {
  acceptedBody,
  aConfig,
  openOrange,
  SHORT,
  SEND_PATH,
  TOKEN_PATH,
  type OpenOrange,
} from '#tests/helpers/orange_gateway'
import { FrozenClock } from '#app/clock'
import { withoutDatabase } from '#tests/helpers/without_database'

const HTML = '<html><body><h1>502 Bad Gateway</h1></body></html>'
const ACCEPTED = acceptedBody('6f1c2f0e')

test.group('Faults of the network after the request was written', (group) => {
  withoutDatabase(group)
  let orange: OpenOrange
  group.each.setup(async () => {
    orange = await openOrange(SHORT)
    await orange.gateway.prepare()
    return () => orange.close()
  })

  test('{0} is ambiguous: {1}')
    .with([
      ['a reset after the request was read', 'connection_reset', script.reset],
      ['a close without an answer', 'connection_reset', script.close],
      ['a hang', 'timeout', script.hang],
      ['an answer that drips in for ever', 'timeout', script.drip(50)],
      ['a 201 cut by a close', 'answer_cut_short', script.cutShort(201, ACCEPTED)],
      ['a 201 cut by a reset', 'answer_cut_short', script.cutShort(201, ACCEPTED, 'reset')],
      ['a 400 cut short', 'answer_cut_short', script.cutShort(400, { code: 24, message: 'long' })],
      ['bytes that are not HTTP', 'answer_unreadable', script.raw('SSH-2.0-OpenSSH_9.6\r\n\r\n')],
      ['a body without end', 'answer_too_large', script.answer(201, 'x'.repeat(70_000))],
      ['an HTML 502', 'bad_gateway', script.answer(502, HTML)],
      ['an empty 500', 'internal_error', script.answer(500)],
    ] as const)
    .run(async ({ assert }, [, reason, fault]) => {
      orange.server.on(SEND_PATH, fault)
      const startedAt = performance.now()
      const result = await orange.gateway.send(CANARY_SMS)
      assert.containsSubset(result, { outcome: 'ambiguous', reason })
      assert.isBelow(performance.now() - startedAt, orange.gateway.timeoutMs + 2_000)
      assert.lengthOf(orange.server.seen(SEND_PATH), 1, 'it is not sent a second time')
      assertNoPersonalData(assert, [result, orange.lines])
    })

  test('a kept connection that is reset under a request is ambiguous', async ({ assert }) => {
    await orange.gateway.send(CANARY_SMS)
    orange.server.on(SEND_PATH, script.reset)
    assert.containsSubset(await orange.gateway.send(CANARY_SMS), { outcome: 'ambiguous' })
    assert.equal(orange.server.connections, 1)
  })

  test('the status is kept where it had come', async ({ assert }) => {
    orange.server.on(SEND_PATH, script.cutShort(201, ACCEPTED))
    assert.equal((await orange.gateway.send(CANARY_SMS)).httpStatus, 201)
  })

  test('a slow answer within the time is an answer', async ({ assert }) => {
    orange.server.on(SEND_PATH, script.answerAfter(350, 201, ACCEPTED))
    const result = await orange.gateway.send(CANARY_SMS)
    assert.containsSubset(result, { outcome: 'accepted', providerMessageId: '6f1c2f0e' })
    assert.isAtLeast(result.durationMs, 340)
  })

  test('works again after a fault', async ({ assert }) => {
    orange.server.next(SEND_PATH, script.reset, script.hang, script.cutShort(201, ACCEPTED))
    for (let n = 0; n < 3; n++) await orange.gateway.send(CANARY_SMS)
    assert.equal((await orange.gateway.send(CANARY_SMS)).outcome, 'accepted')
  })
})

test.group('Faults of the network before anything was written', (group) => {
  withoutDatabase(group)
  test('a refused connection: the provider is down', async ({ assert }) => {
    const orange = await openOrange(SHORT)
    await orange.gateway.prepare()
    await orange.close()
    const result = await orange.gateway.send(CANARY_SMS)
    assert.containsSubset(result, { outcome: 'provider_down', reason: 'connection_refused' })
    assert.equal(result.errorCode, 'ECONNREFUSED')
  })

  test('without a token nothing is posted: {0}')
    .with([
      ['a reset', 'connection_reset', script.reset],
      ['a hang', 'timeout', script.hang],
      ['an HTML 502', 'bad_gateway', script.answer(502, HTML)],
      ['a token answer cut short', 'answer_cut_short', script.cutShort(200, ACCEPTED)],
    ] as const)
    .run(async ({ assert }, [, reason, fault]) => {
      const orange = await openOrange(SHORT)
      orange.server.on(TOKEN_PATH, fault)
      const result = await orange.gateway.send(CANARY_SMS)
      assert.containsSubset(result, { outcome: 'provider_down', reason })
      assert.lengthOf(orange.server.seen(SEND_PATH), 0)
      await orange.close()
    })

  test('a name that does not resolve, and a URL that is none', async ({ assert }) => {
    const open = (url: string) =>
      new OrangeGateway(aConfig(url), new FrozenClock('2026-03-10T08:00:00Z'), aLogger().logger)
    const unknown = await open('http://orange.invalid').send(CANARY_SMS)
    assert.equal(unknown.outcome, 'provider_down')
    for (const url of ['http://[', 'ftp://api.orange.com', 'api.orange.com']) {
      const result = await open(url).send(CANARY_SMS)
      assert.containsSubset(result, { outcome: 'configuration', reason: 'bad_url' })
    }
  })

  test('a TLS handshake that nobody answers: nothing was sent', async ({ assert }) => {
    const silent = net.createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as net.AddressInfo
    const gateway = new OrangeGateway(
      aConfig(`https://127.0.0.1:${port}`, { timeoutMs: 400 }),
      new FrozenClock('2026-03-10T08:00:00Z'),
      aLogger().logger
    )
    const result = await gateway.prepare()
    silent.close()
    assert.containsSubset(result, {
      result: { outcome: 'provider_down', reason: 'connect_timeout' },
    })
  })
})
