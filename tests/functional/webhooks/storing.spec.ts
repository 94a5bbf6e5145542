import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import type { Assert } from '@japa/assert'
import SmsMessage from '#models/sms_message'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { aReceipt, aReply } from '#tests/helpers/operator_bodies'
import { rawAnswer, statusOf, type RawRequest } from '#tests/helpers/raw_requests'
import { RECEIPTS, REPLIES, withWebhooks } from '#tests/helpers/webhooks'

const logs = () => db.from('sms_webhook_logs').orderBy('id')

/** Applied after the answer: looked at until it is so. */
async function eventually(assert: Assert, check: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100 && !(await check()); tries++)
    await new Promise((resolve) => setTimeout(resolve, 50))
  assert.isTrue(await check())
}

async function bodyAndStatus(request: RawRequest): Promise<string> {
  const answer = await rawAnswer(request)
  return `${answer.split(' ')[1]} ${answer.split('\r\n\r\n')[1]}`
}

const STORED = '200 {"status":"stored"}'

test.group('A webhook', (group) => {
  withCleanDatabase(group)
  withWebhooks(group)

  test('is stored before the answer, and applied after it', async ({ assert }) => {
    const message = await aMessage({
      status: 'sent',
      providerMessageId: 'r-1',
      phoneNumber: '+237690000001',
    })
    assert.equal(await bodyAndStatus({ path: RECEIPTS, body: aReceipt('r-1') }), STORED)
    assert.lengthOf(await logs(), 1)
    const isDelivered = async () => (await SmsMessage.findOrFail(message.id)).status === 'delivered'
    await eventually(assert, isDelivered)
  })

  test('is answered alike when it is new, a replay, or about nothing we know', async ({
    assert,
  }) => {
    for (const id of ['r-1', 'r-1', 'nobody-knows', 'nobody-knows'])
      assert.equal(await bodyAndStatus({ path: RECEIPTS, body: aReceipt(id) }), STORED)
    assert.deepEqual(
      (await logs()).map((row) => row.times_received),
      [2, 2]
    )
  })

  test('may be a reply', async ({ assert }) => {
    assert.equal(await bodyAndStatus({ path: REPLIES, body: aReply('merci') }), STORED)
    const [log] = await logs()
    assert.equal(log.kind, 'inbound_message')
  })

  test('may come as any type and in chunks: what counts is what it says', async ({ assert }) => {
    const types = [
      'text/plain',
      'application/json; charset=utf-8',
      'application/x-www-form-urlencoded',
    ]
    for (const type of types) {
      const headers = { 'Content-Type': type }
      const answer = await bodyAndStatus({ path: RECEIPTS, body: aReceipt(type), headers })
      assert.equal(answer, STORED)
    }
    assert.lengthOf(await logs(), 3)
  })

  for (const [encoding, bytes, type] of [
    ['windows-1252', Buffer.from(aReply('Arrêt'), 'latin1'), 'application/json'],
    [
      'windows-1252 that says so',
      Buffer.from(aReply('Arrêt'), 'latin1'),
      'text/plain; charset="ISO-8859-1"',
    ],
    [
      'windows-1252 that says it is UTF-8',
      Buffer.from(aReply('Arrêt'), 'latin1'),
      'application/json; charset=utf-8',
    ],
    [
      'windows-1252 in no known encoding',
      Buffer.from(aReply('Arrêt'), 'latin1'),
      'application/json; charset=x-none',
    ],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${aReply('Arrêt')}`), 'application/json'],
    [
      'UTF-8 that says it is ISO-8859-1',
      Buffer.from(aReply('Arrêt')),
      'application/json; charset=iso-8859-1',
    ],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${aReply('Arrêt')}`, 'utf16le'), 'application/json'],
    [
      'UTF-16 without',
      Buffer.from(aReply('Arrêt'), 'utf16le'),
      'application/json; charset=utf-16le',
    ],
    [
      'MacRoman that says so',
      Buffer.from(aReply('Arr\u0090t'), 'latin1'),
      'application/json; charset=macintosh',
    ],
  ] as const) {
    test(`a STOP in ${encoding} is one`, async ({ assert }) => {
      const headers = { 'Content-Type': type }
      assert.equal(await bodyAndStatus({ path: REPLIES, body: bytes, headers }), STORED)
      const isOptedOut = async () => (await db.from('sms_consents').first())?.status === 'opted_out'
      await eventually(assert, isOptedOut)
    })
  }

  test('in an encoding that nobody knows is kept byte by byte', async ({ assert }) => {
    const body = Buffer.from([0x7b, 0x81, 0xea, 0xff, 0x20, 0x80])
    assert.equal(await statusOf({ path: REPLIES, body }), 400)
    const [{ state, reason, body: kept }] = await logs()
    assert.deepEqual([state, reason], ['unreadable', 'unknown_encoding'])
    assert.equal(kept, '{\u0081êÿ €')
  })

  test('that nobody can read is 400 without an echo, and kept', async ({ assert }) => {
    const bodies = [
      '',
      'nonsense +237690000009',
      '{"Canari":1}',
      '[]',
      'null',
      '{"deliveryInfoNotification":5}',
    ]
    for (const body of bodies) {
      const answer = await rawAnswer({ path: RECEIPTS, body })
      assert.match(answer, /^HTTP\/1.1 400 /)
      assert.match(answer, /^content-type: application\/problem\+json/im)
      assert.match(answer, /E_UNREADABLE_WEBHOOK/)
      assert.notMatch(answer, /690000009|Canari/)
    }
    assert.isTrue((await logs()).every(({ state }) => state === 'unreadable'))
    assert.lengthOf(await logs(), bodies.length)
  })
})
