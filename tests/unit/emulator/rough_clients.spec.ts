import { test } from '@japa/runner'
import net from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { aBody, NUMBER, type Client } from '#tests/helpers/emulator_client'
import { withEmulators } from './support.js'
import { withoutDatabase } from '#tests/helpers/without_database'

function connect(client: Client): net.Socket {
  const socket = net.connect(Number(new URL(client.url).port), '127.0.0.1')
  socket.on('error', () => {})
  return socket
}

/** Writes bytes and gathers what comes back until the emulator ends the connection. */
async function speak(client: Client, bytes: string | Buffer): Promise<string> {
  const socket = connect(client)
  let heard = ''
  socket.on('data', (chunk) => (heard += chunk))
  socket.write(bytes)
  await closed(socket)
  return heard
}

/** Whether it was ended or reset. */
function closed(socket: net.Socket): Promise<unknown> {
  return new Promise((resolve) => socket.once('close', resolve))
}

async function aPost(client: Client, address: string, isLast = true): Promise<string> {
  const body = JSON.stringify(aBody(address))
  return (
    `POST /smsmessaging/v1/outbound/tel%3A%2B2370000/requests HTTP/1.1\r\nHost: x\r\n` +
    `Authorization: Bearer ${await client.token()}\r\nContent-Type: application/json\r\n` +
    `Connection: ${isLast ? 'close' : 'keep-alive'}\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  )
}

test.group('Emulator: rough clients', (group) => {
  withoutDatabase(group)
  const start = withEmulators(group)

  test('malformed requests are answered with 400 and do no harm', async ({ assert }) => {
    const client = await start()
    for (const bytes of [
      'nonsense\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      'POST /oauth/v3/token HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n',
      Buffer.from([0, 255, 22, 3, 1]),
    ]) {
      const heard = await speak(client, bytes)
      assert.match(heard, /^HTTP\/1\.1 400 [\S\s]+X-OAPI-Request-Id/)
    }
    for (const target of [
      '//',
      '*',
      '?',
      '/%',
      'http://elsewhere/',
      '/__emulator/journal?after=%',
    ]) {
      await speak(client, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    }
    assert.equal((await client.send())!.status, 201)
  })

  test('pipelined requests are answered in order', async ({ assert }) => {
    const client = await start()
    const numbers = ['tel:+237690015555', 'tel:+237690000500', 'tel:+237690025555']
    const posts = await Promise.all(
      numbers.map((number, place) => aPost(client, number, place === numbers.length - 1))
    )
    const heard = await speak(client, posts.join(''))
    assert.deepEqual(heard.match(/(?<=HTTP\/1\.1 )\d{3}/g), ['201', '500', '201'])
    assert.deepEqual(
      client.emulator.journal().map(({ address }) => address),
      numbers
    )
  })

  test('a client that leaves in the middle of its request has sent nothing', async ({ assert }) => {
    const client = await start()
    const post = await aPost(client, NUMBER)
    const socket = connect(client)
    socket.write(post.slice(0, -10))
    while (client.emulator.report().requests === 0) await delay(5)
    socket.destroy()
    while (client.emulator.report().aborted === 0) await delay(5)
    assert.lengthOf(client.emulator.journal(), 0)
    assert.containSubset(client.emulator.report(), { requests: 1, accepted: 0, aborted: 1 })
  })

  test('a client that leaves before the answer has sent its message', async ({ assert }) => {
    const client = await start({ latencyMs: 100 })
    const leaving = new AbortController()
    const sending = client.send(NUMBER, { signal: leaving.signal })
    while (client.outcomes().length === 0) await delay(5)
    leaving.abort()
    await sending
    assert.deepEqual(client.outcomes(), ['accepted'])
    assert.equal(client.emulator.report().aborted, 0)
  })

  test('a body without end is cut off', async ({ assert }) => {
    const client = await start()
    const head = 'POST /oauth/v3/token HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n'
    const socket = connect(client)
    socket.write(head)
    socket.write(Buffer.alloc(2 * 1024 * 1024))
    await closed(socket)
    assert.equal((await client.send())!.status, 201)
  })

  test('stop() breaks off whoever hangs, and may be called twice', async ({ assert }) => {
    const client = await start()
    const hanging = client.send('tel:+237690000003')
    while (client.outcomes().length === 0) await delay(5)
    await client.emulator.stop()
    await client.emulator.stop()
    assert.isUndefined(await hanging)
  })
})
