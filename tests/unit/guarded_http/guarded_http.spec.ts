import type { LookupAddress } from 'node:dns'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { test } from '@japa/runner'
import { GuardedHttp, type GuardedHttpOptions } from '#guarded_http/guarded_http'
import { AddressList } from '#values/address_list'
import {
  answer,
  close,
  cutShort,
  drip,
  hang,
  reset,
  ScriptedServer,
} from '#tests/helpers/scripted_server'
import { freePort } from '#tests/helpers/postgres'
import { untrustedCertificate } from '#tests/unit/gateways/untrusted_certificate'
import { withoutDatabase } from '#tests/helpers/without_database'

const LOCAL = new AddressList(['127.0.0.1'])
const NONE = new AddressList([])
const HOST = 'receiver.example.org'

/** Names resolve to these addresses, one list after the other. */
function resolvingTo(...answers: string[][]) {
  const asked: string[] = []
  const resolve: GuardedHttpOptions['resolve'] = (host, _options, done) => {
    asked.push(host)
    const addresses = answers[Math.min(asked.length, answers.length) - 1]
    done(
      null,
      addresses.map((address): LookupAddress => ({
        address,
        family: address.includes(':') ? 6 : 4,
      }))
    )
  }
  return { asked, resolve }
}

test.group('Guarded HTTP', (group) => {
  withoutDatabase(group)
  let server: ScriptedServer
  const made: GuardedHttp[] = []
  group.each.setup(async () => {
    server = await ScriptedServer.start()
    return async () => {
      for (const http of made.splice(0)) http.close()
      await server.stop()
    }
  })

  function guarded(options: Partial<GuardedHttpOptions> = {}) {
    const limits = { timeoutMs: 10_000, largestAnswerBytes: 1_000, connections: 2 }
    const http = new GuardedHttp({ allowed: LOCAL, ...limits, ...options })
    made.push(http)
    return http
  }

  const post = (http: GuardedHttp, url = `${server.url}/events`) =>
    http.post({ url, body: '{"é":1}', headers: { 'content-type': 'application/json' } })

  test('posts the body as it is', async ({ assert }) => {
    server.on('/events', answer(204))
    assert.deepEqual(await post(guarded()), { ok: true, status: 204 })
    const [{ method, body, headers }] = server.requests
    assert.deepInclude({ method, body }, { method: 'POST', body: '{"é":1}' })
    assert.include(headers, { 'content-type': 'application/json', 'content-length': '8' })
  })

  for (const address of ['127.0.0.1', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '127.1'])
    test(`refuses http://${address} without asking for a name`, async ({ assert }) => {
      server.on('/', answer(200))
      const { asked, resolve } = resolvingTo(['8.8.8.8'])
      const http = guarded({ allowed: NONE, resolve })
      const url = `http://${address}:${server.port}/events`
      assert.deepEqual(await post(http, url), { ok: false, reason: 'address_refused' })
      assert.equal(server.connections, 0)
      assert.isEmpty(asked)
    })

  test('refuses a name that leads to a private address', async ({ assert }) => {
    for (const address of ['127.0.0.1', '10.1.2.3', '169.254.169.254', '::ffff:127.0.0.1']) {
      const http = guarded({ allowed: NONE, resolve: resolvingTo([address]).resolve })
      const result = await post(http, `http://${HOST}:${server.port}/events`)
      assert.deepEqual(result, { ok: false, reason: 'address_refused' }, address)
    }
    assert.equal(server.connections, 0)
  })

  test('connects to the address that was checked, and to no other of the name', async ({
    assert,
  }) => {
    server.on('/events', answer(200))
    const { asked, resolve } = resolvingTo(['10.1.2.3', '127.0.0.1'], ['10.1.2.3'])
    const http = guarded({ resolve })
    const url = `http://${HOST}:${server.port}/events`
    assert.deepEqual(await post(http, url), { ok: true, status: 200 })
    /** Resolved once: whatever the name leads to a moment later is not asked. */
    assert.deepEqual(asked, [HOST])
    http.close()
    const again = guarded({ resolve })
    assert.deepEqual(await post(again, url), { ok: false, reason: 'address_refused' })
  })

  test('follows no redirect', async ({ assert }) => {
    for (const status of [301, 302, 307, 308]) {
      server.next('/events', answer(status, '', { Location: `${server.url}/elsewhere` }))
      assert.deepEqual(await post(guarded()), { ok: false, reason: `http_${status}` })
    }
    assert.isEmpty(server.seen('/elsewhere'))
  })

  test('reads an answer up to its limit, and goes by its status', async ({ assert }) => {
    server.next('/events', answer(200, 'x'.repeat(5_000_000)), answer(500, 'x'.repeat(5_000_000)))
    const http = guarded()
    assert.deepEqual(await post(http), { ok: true, status: 200 })
    assert.deepEqual(await post(http), { ok: false, reason: 'http_500' })
    assert.equal(server.connections, 2)
  })

  test('returns a whole answer to whoever reads it, and null for part of one', async ({
    assert,
  }) => {
    server.next('/events', answer(200, '{"é":2}'), answer(202), answer(200, 'x'.repeat(1_001)))
    server.on('/events', cutShort(200, '{"é":3}'))
    const http = guarded()
    const answers = []
    for (let n = 0; n < 4; n++) {
      const call = { url: `${server.url}/events`, body: '', headers: {}, readsAnswer: true }
      const result = await http.post(call)
      answers.push(result.ok && result.answer)
    }
    assert.deepEqual(answers, ['{"é":2}', '', null, null])
  })

  test('ends when it is told to', async ({ assert }) => {
    server.on('/events', hang)
    const ending = new AbortController()
    const call = { url: `${server.url}/events`, body: '', headers: {}, signal: ending.signal }
    const posted = guarded({ timeoutMs: 60_000 }).post(call)
    while (server.requests.length === 0) await new Promise(setImmediate)
    ending.abort()
    assert.isFalse((await posted).ok)
  })

  test('an answer that drips ends with the time for the call', async ({ assert }) => {
    server.on('/events', drip(20))
    const begun = performance.now()
    assert.deepEqual(await post(guarded({ timeoutMs: 1_500 })), { ok: true, status: 201 })
    assert.isBelow(performance.now() - begun, 15_000)
  })

  test('says why there was no answer', async ({ assert }) => {
    server.next('/events', hang, reset, close)
    const http = guarded({ timeoutMs: 20_000 })
    const impatient = guarded({ timeoutMs: 300 })
    const reasons = [await post(impatient)]
    for (let n = 0; n < 2; n++) reasons.push(await post(http))
    assert.deepEqual(
      reasons.map((result) => !result.ok && result.reason),
      ['timeout', 'connection_lost', 'connection_lost']
    )
    const nobody = `http://127.0.0.1:${await freePort()}/`
    assert.deepEqual(await post(http, nobody), { ok: false, reason: 'not_reachable' })
    const plain = server.url.replace('http:', 'https:')
    assert.isFalse((await post(impatient, plain)).ok)
    const nameless = guarded({
      resolve: (_host, _options, done) =>
        done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []),
    })
    assert.deepEqual(await post(nameless, `http://${HOST}/`), {
      ok: false,
      reason: 'name_not_resolved',
    })
  })

  test('does not trust a certificate that nobody vouches for', async ({ assert, cleanup }) => {
    const heard: string[] = []
    const secure = createServer(untrustedCertificate(), (request, response) => {
      heard.push(request.url!)
      response.end()
    })
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve))
    cleanup(() => void secure.close())
    const { port } = secure.address() as AddressInfo
    const result = await post(guarded(), `https://127.0.0.1:${port}/events`)
    assert.deepEqual(result, { ok: false, reason: 'certificate_refused' })
    assert.isEmpty(heard)
  })

  test('keeps its connections', async ({ assert }) => {
    server.on('/events', answer(200, 'ok'))
    const http = guarded()
    for (let n = 0; n < 5; n++) await post(http)
    assert.equal(server.connections, 1)
  })
})
