import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { withCleanDatabase } from '#tests/helpers/database'
import { freePort } from '#tests/helpers/postgres'
import { ServerProcess } from '#tests/helpers/server_process'
import { aReceipt } from '#tests/helpers/operator_bodies'
import { answerOn, openSocket, rawAnswer, statusOf } from '#tests/helpers/raw_requests'
import { configureWebhooks, RECEIPTS, SECRET, withWebhooks } from '#tests/helpers/webhooks'

const LIMIT = 16 * 1024
const HEAD = `POST ${RECEIPTS} HTTP/1.1\r\nHost: x\r\n`
const stored = () => db.from('sms_webhook_logs')

/** A receipt of exactly so many bytes: JSON may end in blanks. */
const aReceiptOf = (bytes: number) => aReceipt('r-1').padEnd(bytes, ' ')

test.group('A webhook that is too much', (group) => {
  withCleanDatabase(group)
  withWebhooks(group)

  test('has 16 kB at most', async ({ assert }) => {
    assert.equal(await statusOf({ path: RECEIPTS, body: aReceiptOf(LIMIT) }), 200)
    const headers = { Connection: 'keep-alive' }
    const answer = await rawAnswer({ path: RECEIPTS, body: aReceiptOf(LIMIT + 1), headers })
    assert.match(answer, /^HTTP\/1.1 413 /)
    assert.match(answer, /^connection: close/im)
    assert.match(answer, /^content-type: application\/problem\+json/im)
    assert.lengthOf(await stored(), 1)
  })

  test('is not waited for when it says that it is large', async ({ assert }) => {
    const socket = await openSocket()
    socket.write(`${HEAD}Content-Length: 1000000000\r\n\r\n`)
    assert.match(await answerOn(socket), /^HTTP\/1.1 413 /)
  })

  test('is not read on when it turns out to be large', async ({ assert }) => {
    const socket = await openSocket()
    const answer = answerOn(socket)
    socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`)
    const chunk = Buffer.alloc(0x1000, ' ')
    let sent = 0
    while (!socket.destroyed && sent < 64 * 1024 * 1024) {
      socket.write('1000\r\n')
      socket.write(chunk)
      if (!socket.write('\r\n')) await Promise.race([delay(50), answer])
      sent += chunk.length
    }
    await answer
    assert.isTrue(socket.destroyed)
    assert.isBelow(socket.bytesWritten, 16 * 1024 * 1024)
    assert.isEmpty(await stored())
  })

  test('is cut off when it comes too slowly', async ({ assert }) => {
    configureWebhooks({ bodyTimeoutMs: 300 })
    const socket = await openSocket()
    const answer = answerOn(socket)
    socket.write(`${HEAD}Content-Length: 200\r\n\r\n`)
    const drip = setInterval(() => socket.write(' '), 50)
    const text = await answer
    clearInterval(drip)
    assert.match(text, /^HTTP\/1.1 408 /)
    assert.match(text, /^connection: close/im)
    assert.isEmpty(await stored())
  })

  test('leaves nothing behind when the caller goes away', async ({ assert }) => {
    const socket = await openSocket()
    socket.write(`${HEAD}Content-Length: 200\r\n\r\n{"deliveryInfo`)
    await delay(50)
    socket.destroy()
    await delay(50)
    assert.isEmpty(await stored())
    assert.equal(await statusOf({ path: RECEIPTS, body: aReceipt('r-2') }), 200)
  })

  test('waits its turn when too many come in a second', async ({ assert }) => {
    configureWebhooks({ requestsPerSecond: 3 })
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => rawAnswer({ path: RECEIPTS, body: aReceipt(`r-${n}`) }))
    )
    const refused = answers.filter((answer) => answer.startsWith('HTTP/1.1 429 '))
    assert.isAtLeast(refused.length, 6, 'three a second, in two seconds at most')
    for (const answer of refused) assert.match(answer, /^retry-after: 1\r$/im)
    const accepted = answers.filter((answer) => answer.startsWith('HTTP/1.1 200 '))
    assert.lengthOf(await stored(), accepted.length)
    assert.equal(accepted.length + refused.length, 12)
  })

  test('is not kept waiting by a flood that does not know the secret', async ({ assert }) => {
    configureWebhooks({ requestsPerSecond: 1 })
    const path = RECEIPTS.replace(SECRET, SECRET.toUpperCase())
    const flood = Array.from({ length: 50 }, () => statusOf({ path, body: aReceipt('r-1') }))
    assert.deepEqual([...new Set(await Promise.all(flood))], [404])
    assert.equal(await statusOf({ path: RECEIPTS, body: aReceipt('r-1') }), 200)
  })
})

test.group('A webhook that cannot be stored', (group) => {
  withCleanDatabase(group)
  withWebhooks(group)

  test('is asked for again: 503 with Retry-After, and no inner details', async ({
    assert,
    cleanup,
  }) => {
    await db.rawQuery('ALTER TABLE sms_webhook_logs RENAME TO elsewhere')
    let away = true
    const comeBack = async () => {
      if (away) await db.rawQuery('ALTER TABLE elsewhere RENAME TO sms_webhook_logs')
      away = false
    }
    cleanup(comeBack)
    const body = aReceipt('r-1')
    const answer = await rawAnswer({ path: RECEIPTS, body })
    assert.match(answer, /^HTTP\/1.1 503 /)
    assert.match(answer, /^retry-after: 30\r$/im)
    assert.notMatch(answer, /sms_webhook_logs|select|insert|SQL|r-1/i)

    await comeBack()
    assert.equal(await statusOf({ path: RECEIPTS, body }), 200)
    assert.lengthOf(await stored(), 1)
  })

  test('is asked for again at once when the database is away, and the server stays', async ({
    assert,
    cleanup,
  }) => {
    const server = await ServerProcess.start({
      LOG_LEVEL: 'error',
      ORANGE_WEBHOOK_SECRET: SECRET,
      DB_CONNECTION: 'pg',
      DB_HOST: '127.0.0.1',
      DB_PORT: String(await freePort()),
    })
    cleanup(() => server.stop())
    assert.equal((await fetch(`${server.url}/health/live`)).status, 200)
    for (let call = 0; call < 3; call++) {
      const options = { method: 'POST', body: aReceipt('r-1') }
      const answer = await fetch(server.url + RECEIPTS, options)
      assert.equal(answer.status, 503)
      assert.equal(answer.headers.get('retry-after'), '30')
      assert.notInclude(await answer.text(), 'ECONNREFUSED')
    }
    while (!server.output.includes('ECONNREFUSED')) await delay(20)
  })
})
