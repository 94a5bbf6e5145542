import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { Database } from '@adonisjs/lucid/database'
import { AccountCountries } from '#gateways/account_countries'
import { ApplyReceipts } from '#inbound/apply_receipts'
import { ReceiveWebhook } from '#inbound/receive_webhook'
import { aMessage, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { receiptBody, replyBody, type GivenReceipt } from '#tests/helpers/operator_bodies'
import { aSentMessage } from '#tests/helpers/sent_messages'
import { aReplyDesk } from './replies.js'

const account = (name: string, senderAddress: string, ...prefixes: string[]) => {
  const orange = { senderAddress, baseUrl: 'http://x', country: 'XXX', timeoutMs: 15_000 }
  return { name, prefixes, orange }
}
const CM = account('cm', 'tel:+2370000')
const SN = account('sn', 'tel:+2210000', '+221')
const ML = account('ml', 'tel:+2230000', '+223')
const BF = account('bf', 'tel:+2260000', '+226')
const SHORT = account('ci', 'tel:98164', '+225')

async function countriesDesk(...accounts: (typeof CM)[]) {
  const desk = await aReplyDesk({ accounts })
  const parts = [await desk.resolver.make(Database), desk.clock] as const
  const receive = new ReceiveWebhook(...parts, await desk.resolver.make(AccountCountries))
  const apply = await desk.resolver.make(ApplyReceipts)
  return {
    ...desk,
    hear: async (text: string, from: string, to = '+2210000') => {
      const body = replyBody({ text, from, to })
      const { outcome } = await receive.run({ kind: 'inbound_message', body })
      await desk.handle.run()
      return outcome
    },
    get: async (receipt: Omit<GivenReceipt, 'status'>) => {
      const body = receiptBody({ status: 'DeliveredToTerminal', ...receipt })
      await receive.run({ kind: 'delivery_receipt', body })
      await apply.run()
    },
  }
}

const consents = async () => {
  const rows = await db.from('sms_consents').orderBy('phone_number')
  return rows.map(({ phone_number: number, status }) => `${number} ${status}`)
}
const replies = () => db.from('inbound_messages').orderBy('id')

test.group('A reply from a number in national form', (group) => {
  withCleanDatabase(group)

  test('is of the country of the account that was written to', async ({ assert }) => {
    const { hear, sweep, doors } = await countriesDesk(CM, SN)
    const message = await aMessage({ phoneNumber: '+221771234567' })
    assert.equal(await hear('STOP', '771234567'), 'stored')
    assert.deepEqual(await consents(), ['+221771234567 opted_out'])
    assert.equal((await message.refresh()).status, 'suppressed')
    await sweep.run()
    doors.sn.assertSentCount(0)
  })

  test('is of the country that was written to, even if no account is there any more', async ({
    assert,
  }) => {
    const { hear } = await countriesDesk(CM)
    await hear('STOP', '771234567')
    assert.deepEqual(await consents(), ['+221771234567 opted_out'])
  })

  test('is the number that we know, where the address is of no account', async ({ assert }) => {
    const { hear } = await countriesDesk(CM, ML, BF)
    await aPatient({ caregiverPhone: '+22670123456' })
    await hear('STOP', 'tel:70123456', '98164')
    assert.deepEqual(await consents(), ['+22670123456 opted_out'])
    const [{ reason, for_people: forPeople }] = await replies()
    assert.deepEqual([reason, Boolean(forPeople)], [null, false])
  })

  test('a no counts for each that it may be, and people look at it', async ({ assert }) => {
    const { hear } = await countriesDesk(CM, ML, BF)
    await hear('STOP', '70123456', '98164')
    assert.deepEqual(await consents(), ['+22370123456 opted_out', '+22670123456 opted_out'])
    for (const { reason, for_people: forPeople } of await replies())
      assert.deepEqual([reason, Boolean(forPeople)], ['sender_unclear', true])
  })

  test('a yes does not', async ({ assert }) => {
    const { hear, clock } = await countriesDesk(CM, ML, BF)
    await hear('STOP', '70123456', '98164')
    clock.advance({ minutes: 5 })
    await hear('START', '70123456', '98164')
    assert.deepEqual(await consents(), ['+22370123456 opted_out', '+22670123456 opted_out'])
  })

  test('a short code has the countries of its account', async ({ assert }) => {
    const { hear } = await countriesDesk(CM, SN, SHORT)
    await hear('STOP', '0701020304', '98164')
    assert.deepEqual(await consents(), ['+2250701020304 opted_out'])
  })

  test('that is none of its country is kept as unreadable', async ({ assert }) => {
    const { hear } = await countriesDesk(CM)
    assert.equal(await hear('STOP', '771234567', '+2370000'), 'unreadable')
    assert.isEmpty(await consents())
  })

  test('a no of a number that we have nothing to do with counts, and people look at it', async ({
    assert,
  }) => {
    const { hear } = await countriesDesk(CM)
    await hear('STOP', 'tel:+237677000077', '+2370000')
    assert.deepEqual(await consents(), ['+237677000077 opted_out'])
    const [reply] = await replies()
    assert.include(reply, { effect: 'opted_out', reason: 'unknown_number' })
    assert.isTrue(Boolean(reply.for_people))
  })

  test('a no of somebody who was written to is not looked at', async ({ assert }) => {
    const { hear } = await countriesDesk(CM)
    await aSentMessage({ phoneNumber: '+237677000078', attemptCount: 1 })
    await hear('STOP', 'tel:+237677000078', '+2370000')
    assert.isNull((await replies())[0].reason)
  })
})

test.group('A receipt with a number in national form', (group) => {
  withCleanDatabase(group)

  for (const address of ['771234567', '221771234567', '77 123 45 67']) {
    test(`is of the message with its id (${address})`, async ({ assert }) => {
      const { get } = await countriesDesk(CM, SN)
      const message = await aSentMessage({ phoneNumber: '+221771234567', providerMessageId: 'a' })
      await get({ id: 'a', number: address })
      assert.equal((await message.refresh()).status, 'delivered')
    })
  }

  test('is of no message with another number', async ({ assert }) => {
    const { get } = await countriesDesk(CM, SN)
    const message = await aSentMessage({ phoneNumber: '+221771234567', providerMessageId: 'a' })
    await get({ id: 'a', number: '771234568' })
    assert.equal((await message.refresh()).status, 'sent')
    const [{ reason }] = await db.from('sms_webhook_logs')
    assert.equal(reason, 'address_differs')
  })

  test('finds the message without an id in any of our countries', async ({ assert }) => {
    const { get } = await countriesDesk(CM, ML, BF)
    const message = await aSentMessage({ phoneNumber: '+22670123456', providerMessageId: null })
    await get({ id: 'a', number: '70123456' })
    assert.equal((await message.refresh()).status, 'delivered')
  })
})
