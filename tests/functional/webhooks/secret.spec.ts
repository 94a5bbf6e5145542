import { test } from '@japa/runner'
import { Secret } from '@adonisjs/core/helpers'
import db from '@adonisjs/lucid/services/db'
import { AddressList } from '#values/address_list'
import { withCleanDatabase } from '#tests/helpers/database'
import { aReceipt } from '#tests/helpers/operator_bodies'
import {
  answerOn,
  openSocket,
  rawAnswer,
  statusOf,
  type RawRequest,
} from '#tests/helpers/raw_requests'
import { configureWebhooks, RECEIPTS, REPLIES, SECRET, withWebhooks } from '#tests/helpers/webhooks'

const OTHER_SECRET = '0d1e2f3a4b5c6978'.repeat(4)
const body = aReceipt('r-1')
const encoded = (text: string) =>
  text.replace(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
const here = (secret: string) => `/webhooks/orange/${secret}/delivery-receipts`

/** The bytes of the answer, with what differs between any two requests made the same. */
async function bytesOf(request: RawRequest): Promise<string> {
  const answer = await rawAnswer({
    ...request,
    headers: { 'X-Request-Id': 'same', ...request.headers },
  })
  return answer.replace(/^date: .*$/im, 'date: same')
}

test.group('The address of the webhooks', (group) => {
  withCleanDatabase(group)
  withWebhooks(group)

  test('takes what comes with the secret', async ({ assert }) => {
    assert.match(await rawAnswer({ path: RECEIPTS, body }), /\r\n\r\n{"status":"stored"}$/)
    assert.lengthOf(await db.from('sms_webhook_logs'), 1)
  })

  const wrong: Record<string, RawRequest> = {
    'another secret': { path: here(OTHER_SECRET) },
    'a longer one': { path: here(`${SECRET}0`) },
    'a shorter one': { path: here(SECRET.slice(1)) },
    'one in capitals': { path: here(SECRET.toUpperCase()) },
    'one letter': { path: here('x') },
    'an empty one': { path: here('') },
    'a very long one': { path: here('x'.repeat(8_000)) },
    'a zero byte': { path: here('%00') },
    'what cannot be decoded': { path: here('%ff') },
    'what is not encoded': { path: here('%zz') },
    'a path in place of one': { path: here('..%2f..') },
    'another path below': { path: `/webhooks/orange/${SECRET}/balance` },
    'no path below': { path: `/webhooks/orange/${SECRET}` },
    'a path too many': { path: `${RECEIPTS}/x` },
    'another operator': { path: `/webhooks/mtn/${SECRET}/delivery-receipts` },
    'another method': { path: RECEIPTS, method: 'PUT' },
    'no body but a question': { path: RECEIPTS, method: 'GET' },
    'a question for the head alone': { path: RECEIPTS, method: 'HEAD' },
    'what may be asked': { path: RECEIPTS, method: 'OPTIONS' },
    'a method spoofed': { path: `${RECEIPTS}?_method=POST`, method: 'PATCH' },
    'the path in capitals': { path: RECEIPTS.replace('orange', 'Orange') },
    'a path that is encoded twice': { path: RECEIPTS.replace(SECRET, encoded(encoded(SECRET))) },
    'an encoded slash in the path': { path: RECEIPTS.replace('/delivery', '%2Fdelivery') },
    'half of a character': { path: here('%ed%a0%80') },
    'the secret in the query': { path: `${here('x')}?secret=${SECRET}` },
    'the secret of nobody': { path: here('undefined') },
  }
  for (const [what, request] of Object.entries(wrong)) {
    test(`is not there for ${what}, byte for byte`, async ({ assert }) => {
      const method = request.method ?? 'POST'
      const nothing = await bytesOf({ path: '/no/such/address', method, body })
      assert.match(nothing, /^HTTP\/1.1 404 Not Found\r\n/)
      assert.match(nothing, /^content-type: application\/problem\+json/im)
      assert.equal(await bytesOf({ ...request, method, body }), nothing)
      assert.isEmpty(await db.from('sms_webhook_logs'))
    })
  }

  test('is not there at all while no secret is set', async ({ assert }) => {
    configureWebhooks({ secrets: [] })
    const nothing = await bytesOf({ path: '/no/such/address', body })
    for (const path of [RECEIPTS, here(''), here('undefined')])
      assert.equal(await bytesOf({ path, body }), nothing)
  })

  test('is not there for a body that nobody will read', async ({ assert }) => {
    const socket = await openSocket()
    socket.write(
      `POST ${here(OTHER_SECRET)} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n`
    )
    socket.once('data', () => socket.end())
    assert.match(await answerOn(socket), /^HTTP\/1.1 404/)
  })

  test('has two secrets while one replaces the other', async ({ assert }) => {
    configureWebhooks({ secrets: [new Secret(SECRET), new Secret(OTHER_SECRET)] })
    for (const secret of [SECRET, OTHER_SECRET])
      assert.equal(await statusOf({ path: here(secret), body }), 200)

    configureWebhooks({ secrets: [new Secret(OTHER_SECRET)] })
    assert.equal(await statusOf({ path: here(SECRET), body }), 404)
    assert.equal(await statusOf({ path: here(OTHER_SECRET), body }), 200)
  })
})

test.group('The sources of the webhooks', (group) => {
  withCleanDatabase(group)
  withWebhooks(group)

  test('may be a list: from elsewhere there is nothing, byte for byte', async ({ assert }) => {
    configureWebhooks({ sources: new AddressList(['41.202.0.0/16', '2001:db8::/32']) })
    const nothing = await bytesOf({ path: '/no/such/address', body })
    for (const path of [RECEIPTS, REPLIES]) assert.equal(await bytesOf({ path, body }), nothing)
    assert.isEmpty(await db.from('sms_webhook_logs'))

    configureWebhooks({ sources: new AddressList(['127.0.0.0/8']) })
    assert.equal(await statusOf({ path: RECEIPTS, body }), 200)
  })

  test('are not what a stranger claims in X-Forwarded-For', async ({ assert }) => {
    configureWebhooks({ sources: new AddressList(['41.202.0.0/16']) })
    const headers = { 'X-Forwarded-For': '41.202.0.1' }
    assert.equal(await statusOf({ path: RECEIPTS, body, headers }), 404)
  })
})
