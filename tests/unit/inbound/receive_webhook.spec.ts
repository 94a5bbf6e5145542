import { test } from '@japa/runner'
import fc from 'fast-check'
import type { CountryCode } from 'libphonenumber-js'
import type { WebhookKind } from '#inbound/webhook'
import { readAddress } from '#inbound/phone_of'
import SmsMessage from '#models/sms_message'
import { anyText } from '#tests/helpers/any_text'
import { withCleanDatabase } from '#tests/helpers/database'
import { receiptBody } from '#tests/helpers/operator_bodies'
import { aSentMessage } from '#tests/helpers/sent_messages'
import { anInbox, logs } from '#tests/unit/inbound/support'

/** `FUZZ=long` runs as many cases as the promise is given for. */
const CASES = process.env.FUZZ === 'long' ? 100_000 : 1_500

const READABLE = receiptBody({ id: 'id-1', status: 'DeliveredToTerminal', number: '+237690000001' })
const REPLY = JSON.stringify({
  inboundSMSMessageNotification: {
    inboundSMSMessage: {
      senderAddress: 'tel:+237690000001',
      destinationAddress: '+2370000',
      message: 'STOP',
      dateTime: '2026-03-10T07:40:13Z',
    },
  },
})

test.group('What an operator calls us about', (group) => {
  withCleanDatabase(group)

  test('is stored as it came, once', async ({ assert }) => {
    const { receive } = await anInbox()
    const call = { kind: 'delivery_receipt', body: READABLE } as const
    assert.deepEqual(await receive.run(call), { outcome: 'stored' })
    assert.deepEqual(await receive.run(call), { outcome: 'known' })
    const [row] = await logs()
    assert.containsSubset(row, {
      kind: 'delivery_receipt',
      body: READABLE,
      state: 'received',
      provider_message_id: 'id-1',
      provider_status: 'DeliveredToTerminal',
      phone_number: '+237690000001',
      times_received: 2,
    })
  })

  test('at the same time is stored once, too', async ({ assert }) => {
    const { receive } = await anInbox()
    const calls = Array.from({ length: 50 }, (_, n) =>
      receive.run({
        kind: 'delivery_receipt',
        body: receiptBody({ id: `id-${n % 5}`, status: 'MessageWaiting' }),
      })
    )
    await Promise.all(calls)
    const rows = await logs()
    assert.lengthOf(rows, 5)
    for (const { times_received: times } of rows) assert.equal(times, 10)
  })

  test('with several receipts becomes a row for each', async ({ assert }) => {
    const { receive } = await anInbox()
    const info = (n: number) => ({
      address: `tel:+23769000000${n}`,
      deliveryStatus: 'MessageWaiting',
    })
    const body = JSON.stringify({
      deliveryInfoNotification: { callbackData: 'id-1', deliveryInfo: [info(1), info(2)] },
    })
    await receive.run({ kind: 'delivery_receipt', body })
    assert.deepEqual(
      (await logs()).map(({ phone_number: number }) => number),
      ['+237690000001', '+237690000002']
    )
  })

  test('with twenty receipts is stored once, each row with its part', async ({ assert }) => {
    const { receive } = await anInbox()
    const info = (n: number) => ({
      address: `tel:+2376900000${10 + n}`,
      deliveryStatus: 'MessageWaiting',
      padding: 'x'.repeat(400),
    })
    const deliveryInfo = Array.from({ length: 20 }, (_, n) => info(n))
    const body = JSON.stringify({
      deliveryInfoNotification: { callbackData: 'id-1', deliveryInfo },
    })
    await receive.run({ kind: 'delivery_receipt', body })
    const rows = await logs()
    assert.lengthOf(rows, 20)
    const stored = rows.reduce((sum, row) => sum + row.body.length, 0)
    assert.isBelow(stored, 1.2 * body.length)
    for (const row of rows) assert.include(row.body, row.phone_number)
  })

  test('the same reply at another time is another reply', async ({ assert }) => {
    const { receive } = await anInbox()
    await receive.run({ kind: 'inbound_message', body: REPLY })
    await receive.run({ kind: 'inbound_message', body: REPLY })
    await receive.run({ kind: 'inbound_message', body: REPLY.replace('07:40:13', '08:40:13') })
    assert.lengthOf(await logs(), 2)
  })

  test('the same words, without an id or a time, are another reply some minutes later', async ({
    assert,
  }) => {
    const { receive, clock } = await anInbox()
    const body = REPLY.replace(',"dateTime":"2026-03-10T07:40:13Z"', '')
    assert.notInclude(body, 'dateTime')
    await receive.run({ kind: 'inbound_message', body })
    await receive.run({ kind: 'inbound_message', body })
    clock.advance({ minutes: 6 })
    await receive.run({ kind: 'inbound_message', body })
    assert.lengthOf(await logs(), 2)
  })

  const unreadable: [kind: WebhookKind, body: string, problem: string][] = [
    ['delivery_receipt', '', 'the body must be JSON'],
    ['delivery_receipt', '[]', 'the body must be a JSON object'],
    ['delivery_receipt', '{}', 'deliveryInfoNotification must be an object'],
    [
      'delivery_receipt',
      '{"deliveryInfoNotification":{"callbackData":7,"deliveryInfo":{}}}',
      'callbackData must be a text of at most 120 characters',
    ],
    [
      'delivery_receipt',
      '{"deliveryInfoNotification":{"callbackData":"a","deliveryInfo":[]}}',
      'deliveryInfoNotification.deliveryInfo must be an object, or an array of 1 to 20',
    ],
    [
      'delivery_receipt',
      '{"deliveryInfoNotification":{"callbackData":"a","deliveryInfo":{"deliveryStatus":""}}}',
      'deliveryInfo.deliveryStatus must be a text of 1 to 60 characters',
    ],
    [
      'delivery_receipt',
      '{"deliveryInfoNotification":{"deliveryInfo":{"deliveryStatus":"x","address":"tel:22"}}}',
      'callbackData must be the resource id of an SMS, or deliveryInfo.address a number',
    ],
    ['inbound_message', READABLE, 'inboundSMSMessageNotification must be an object'],
    [
      'inbound_message',
      REPLY.replace('tel:+237690000001', 'ORANGE'),
      'senderAddress must be a number such as "tel:+237…"',
    ],
  ]
  for (const [kind, body, problem] of unreadable) {
    test(`that cannot be read is kept, and named: ${problem}`, async ({ assert }) => {
      const inbox = await anInbox()
      assert.deepEqual(await inbox.receive.run({ kind, body }), { outcome: 'unreadable', problem })
      const [row] = await logs()
      assert.containsSubset(row, { kind, state: 'unreadable', body })
      await inbox.apply.run()
      assert.equal((await logs())[0].state, 'unreadable')
    })
  }

  test('that nobody can read fills no disk', async ({ assert }) => {
    const { receive } = await anInbox()
    await receive.run({ kind: 'delivery_receipt', body: 'x'.repeat(16_000) })
    assert.lengthOf((await logs())[0].body, 4_000)
  })

  test('whatever it is, nothing breaks and no message goes back', async ({ assert }) => {
    const inbox = await anInbox()
    const ids = ['id-1', 'id-2', 'id-3']
    const messages = [
      await aSentMessage({ providerMessageId: ids[0] }),
      await aSentMessage({ providerMessageId: ids[1], status: 'delivered', receiptRank: 6 }),
      await aSentMessage({ providerMessageId: ids[2], status: 'undelivered', receiptRank: 5 }),
    ]
    const ranks = new Map([...messages].map(({ id, receiptRank }) => [id, receiptRank ?? 0]))
    const body = fc.oneof(mutated(READABLE), mutated(REPLY), fc.json(), anyText())
    const kind = fc.constantFrom<WebhookKind>('delivery_receipt', 'inbound_message')
    let cases = 0
    await fc.assert(
      fc.asyncProperty(kind, body, async (ofKind, text) => {
        await inbox.receive.run({ kind: ofKind, body: text.slice(0, 16_000) })
        if (++cases % 100 > 0) return
        await inbox.apply.run()
        for (const message of await SmsMessage.all()) {
          assert.isAtLeast(message.receiptRank, ranks.get(message.id)!)
          ranks.set(message.id, message.receiptRank)
          if (message.providerMessageId === ids[1]) assert.equal(message.status, 'delivered')
        }
      }),
      { numRuns: CASES }
    )
  }).timeout(1_800_000)
})

test('Addresses as operators write them', ({ assert }) => {
  const phoneOf = (address: string, ...countries: CountryCode[]) => {
    return readAddress(address, countries).numbers
  }
  for (const address of ['tel:+237690000001', '+237690000001', '237690000001', '00237690000001'])
    assert.deepEqual(phoneOf(address, 'CM'), ['+237690000001'])
  for (const address of ['tel:690000001', '690 00 00 01'])
    assert.deepEqual(phoneOf(address, 'CM'), ['+237690000001'], 'in national form')
  assert.deepEqual(phoneOf('221771234567', 'CM'), ['+221771234567'], 'of a country beside ours')
  assert.deepEqual(phoneOf('0701020304', 'CI'), ['+2250701020304'], 'with its leading zero')
  assert.deepEqual(phoneOf('70123456', 'CM', 'ML', 'BF'), ['+22370123456', '+22670123456'])
  for (const address of ['', 'tel:', 'ORANGE', 'tel:8164', '+0123456789', '+2376900000012345678'])
    assert.isEmpty(phoneOf(address, 'CM'))
  assert.isEmpty(phoneOf('771234567', 'CM'), 'no number that there is')
})

/** A body with a piece of it replaced, doubled, cut or turned into something else. */
function mutated(body: string): fc.Arbitrary<string> {
  const place = fc.nat({ max: body.length })
  const piece = fc.oneof(
    anyText({ maxLength: 8 }),
    fc.constantFrom(
      'null',
      '{}',
      '[]',
      '\u0000',
      '"__proto__":{}',
      '1e999',
      '\ud800',
      ',',
      '"',
      '}',
      '[[[['
    )
  )
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('DeliveryImpossible', 'id-1', 'id-2', 'id-3')
  )
  return fc.oneof(
    fc.tuple(place, place, piece).map(([from, length, text]) => {
      return body.slice(0, from) + text + body.slice(from + (length % 12))
    }),
    fc
      .tuple(fc.constantFrom(...[...body.matchAll(/"([a-zA-Z]+)":/g)].map(([, key]) => key)), value)
      .map(([key, given]) =>
        JSON.stringify(JSON.parse(body), (name, old) => (name === key ? given : old))
      )
  )
}
