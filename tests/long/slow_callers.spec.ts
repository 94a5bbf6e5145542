import { test } from '@japa/runner'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import { createHttpServer } from '#bin/create_http_server'
import type { HttpServerConfig } from '#config/http_server'
import { ServerProcess } from '#tests/helpers/server_process'

const HEADERS_TIMEOUT_MS = 1_000

/** Milliseconds between two bytes, and after which a caller gives up: Node alone would wait 60 s and more. */
const DRIP_MS = 100
const GIVE_UP_MS = 20_000

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket
}

/** Sends a header that never ends. Answers what came back before the server closed; undefined where it did not. */
async function dripHeaders(socket: Socket, start: string): Promise<string | undefined> {
  let answer = ''
  const closed = new AbortController()
  socket.on('data', (chunk) => (answer += chunk))
  socket.once('close', () => closed.abort())
  socket.write(start)
  for (let sent = 0; sent < GIVE_UP_MS / DRIP_MS && !closed.signal.aborted; sent++) {
    await delay(DRIP_MS)
    if (!closed.signal.aborted && start !== '') socket.write('x')
  }
  socket.destroy()
  return closed.signal.aborted ? answer : undefined
}

test.group('Callers that are slow', () => {
  test('are closed when their headers do not come in time, and nobody else is', async ({
    assert,
    cleanup,
  }) => {
    const server = await ServerProcess.start({
      HTTP_HEADERS_TIMEOUT_MS: String(HEADERS_TIMEOUT_MS),
    })
    cleanup(() => server.stop())
    const start = 'GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: '
    const [dripping, silent, other] = await Promise.all([
      dripHeaders(await connected(server.port), start),
      dripHeaders(await connected(server.port), ''),
      delay(HEADERS_TIMEOUT_MS / 2).then(() => fetch(`${server.url}/health/live`)),
    ])
    assert.match(dripping ?? 'not closed', /^HTTP\/1\.1 408/)
    assert.isDefined(silent, 'a connection on which nothing comes was not closed')
    assert.equal(other.status, 200)
  })

  test('have ten seconds for their headers where nothing else is said', ({ assert }) => {
    const limits = app.config.get<HttpServerConfig>('http_server')
    const server = createHttpServer(() => {}, limits)
    assert.equal(server.headersTimeout, 10_000)
    assert.isAtMost(limits.checkEveryMs, 1_000)
    assert.isAbove(server.requestTimeout, 0)
    assert.isAbove(server.timeout, 0)
    assert.isAbove(server.maxConnections, 0)
    assert.equal(server.maxHeadersCount, limits.maxHeaders)
  })
})
