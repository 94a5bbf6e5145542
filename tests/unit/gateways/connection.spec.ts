import net from 'node:net'
import tls from 'node:tls'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import { connectionPool } from '#gateways/orange/connection_pool'
import { OrangeHttp, type OrangeRequest } from '#gateways/orange/orange_http'
import * as script from '#tests/helpers/scripted_server'
import { ScriptedServer } from '#tests/helpers/scripted_server'
import { untrustedCertificate } from '#tests/unit/gateways/untrusted_certificate'
import { withoutDatabase } from '#tests/helpers/without_database'

const REQUEST: OrangeRequest = {
  method: 'POST',
  path: '/send',
  headers: { 'Content-Type': 'application/json' },
  body: '{}',
  timeoutMs: 1_000,
}

test.group('HTTP to the operator', (group) => {
  withoutDatabase(group)
  let server: ScriptedServer
  group.each.setup(async () => {
    server = await ScriptedServer.start()
    server.on('/send', script.answer(201, '{}'))
    return () => server.stop()
  })

  test('keeps its connection for the next request', async ({ assert }) => {
    const http = new OrangeHttp(server.url)
    for (let n = 0; n < 5; n++) await http.exchange(REQUEST)
    assert.equal(server.connections, 1)
  })

  test('does not write on a connection that has been idle for long', async ({ assert }) => {
    const http = new OrangeHttp(server.url, connectionPool({ idleSocketMs: 60 }))
    await http.exchange(REQUEST)
    await delay(150)
    await http.exchange(REQUEST)
    assert.equal(server.connections, 2)
  })

  test('the idle time of the pool does not limit an answer', async ({ assert }) => {
    const http = new OrangeHttp(server.url, connectionPool({ idleSocketMs: 60 }))
    server.on('/send', script.answerAfter(250, 201, '{}'))
    for (let n = 0; n < 2; n++) {
      assert.containsSubset(await http.exchange(REQUEST), { kind: 'answer', status: 201 })
    }
  })

  test('the idle time of the pool does not limit a connect', async ({ assert }) => {
    const pool = connectionPool({ idleSocketMs: 60 })
    const lookup: net.LookupFunction = (_host, _options, found) => {
      setTimeout(() => found(null, [{ address: '127.0.0.1', family: 4 }]), 250)
    }
    Object.assign(Reflect.get(pool.httpAgent, 'options'), { lookup })
    const http = new OrangeHttp(`http://orange.test:${server.port}`, pool)
    assert.containsSubset(await http.exchange(REQUEST), { kind: 'answer', status: 201 })
  })

  test('a request that waited for a free connection in vain was not written', async ({
    assert,
  }) => {
    const pool = connectionPool()
    pool.httpAgent.maxSockets = 1
    const http = new OrangeHttp(server.url, pool)
    server.on('/send', script.hang)
    const first = http.exchange(REQUEST)
    const second = http.exchange({ ...REQUEST, timeoutMs: 200 })
    assert.containsSubset(await second, { kind: 'fault', written: false })
    assert.containsSubset(await first, { kind: 'fault', written: true })
    assert.lengthOf(server.requests, 1)
  })

  test('does not follow a redirect', async ({ assert }) => {
    const elsewhere = await ScriptedServer.start()
    server.on('/send', script.answer(307, '', { Location: `${elsewhere.url}/send` }))
    const answer = await new OrangeHttp(server.url).exchange(REQUEST)
    assert.containsSubset(answer, { kind: 'answer', status: 307 })
    assert.lengthOf(elsewhere.requests, 0)
    await elsewhere.stop()
  })

  test('does not go through a proxy of the environment', async ({ assert, cleanup }) => {
    const proxy = await ScriptedServer.start()
    process.env.HTTP_PROXY = process.env.http_proxy = proxy.url
    cleanup(async () => {
      delete process.env.HTTP_PROXY
      delete process.env.http_proxy
      await proxy.stop()
    })
    assert.containsSubset(await new OrangeHttp(server.url).exchange(REQUEST), { status: 201 })
    assert.lengthOf(proxy.requests, 0)
  })

  test('does not send more than 64 kB', async ({ assert }) => {
    const body = 'x'.repeat(70_000)
    const fault = await new OrangeHttp(server.url).exchange({ ...REQUEST, body })
    assert.containsSubset(fault, { kind: 'fault', written: false, code: 'ERR_BAD_REQUEST' })
    assert.equal(server.connections, 0)
  })

  test('does not take an answer apart that claims to be compressed', async ({ assert }) => {
    server.on('/send', script.answer(201, 'not gzip', { 'Content-Encoding': 'gzip' }))
    const answer = await new OrangeHttp(server.url).exchange(REQUEST)
    assert.containsSubset(answer, { kind: 'answer', status: 201, text: 'not gzip' })
    assert.equal(server.requests[0].headers['accept-encoding'], 'identity')
  })

  test('an interim answer and a switch of protocols are not answers', async ({ assert }) => {
    const interim = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n'
    server.next('/send', script.raw(interim))
    assert.containsSubset(await new OrangeHttp(server.url).exchange(REQUEST), { status: 201 })

    const upgrade = 'HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'
    server.next('/send', script.raw(upgrade))
    const fault = await new OrangeHttp(server.url).exchange(REQUEST)
    assert.containsSubset(fault, { kind: 'fault', written: true })
  })

  test('tells the request id of the answer, if it is one', async ({ assert }) => {
    server.next('/send', script.answer(201, '{}', { 'X-OAPI-Request-Id': 'b2c9-41:7' }))
    server.next('/send', script.answer(201, '{}', { 'X-OAPI-Request-Id': 'tel +237 <b>' }))
    const http = new OrangeHttp(server.url)
    assert.equal((await http.exchange(REQUEST)).requestId, 'b2c9-41:7')
    assert.isUndefined((await http.exchange(REQUEST)).requestId)
  })
})

test.group('TLS to the operator', (group) => {
  withoutDatabase(group)
  test('a certificate that nobody vouches for ends it before anything is sent', async ({
    assert,
    cleanup,
  }) => {
    let received = 0
    const server = tls.createServer(untrustedCertificate(), (socket) => {
      socket.on('data', (bytes) => (received += bytes.length)).on('error', () => {})
    })
    server.on('tlsClientError', () => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    cleanup(() => {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
      server.close()
    })

    const { port } = server.address() as net.AddressInfo
    const fault = await new OrangeHttp(`https://127.0.0.1:${port}`).exchange(REQUEST)
    assert.containsSubset(fault, {
      kind: 'fault',
      written: false,
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    })
    await delay(50)
    assert.equal(received, 0)
  })

  test('a server that does not speak TLS was sent nothing', async ({ assert }) => {
    const server = await ScriptedServer.start()
    const http = new OrangeHttp(server.url.replace('http:', 'https:'))
    const garbage = net.createServer((socket) => void socket.end('HTTP/1.1 400 Bad\r\n\r\n'))
    await new Promise<void>((resolve) => garbage.listen(0, '127.0.0.1', resolve))
    const { port } = garbage.address() as net.AddressInfo
    const fault = await new OrangeHttp(`https://127.0.0.1:${port}`).exchange(REQUEST)
    assert.containsSubset(fault, { kind: 'fault', written: false })
    assert.containsSubset(await http.exchange({ ...REQUEST, timeoutMs: 200 }), { written: false })
    assert.lengthOf(server.requests, 0)
    garbage.close()
    await server.stop()
  })
})
