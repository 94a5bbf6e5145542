import { test } from '@japa/runner'
import fc from 'fast-check'
import { canMove, type MessageStatus } from '#messages/message_status'
import SmsMessage from '#models/sms_message'
import { cleanDatabase, withCleanDatabase } from '#tests/helpers/database'
import { aSentMessage } from '#tests/helpers/sent_messages'
import { now } from '#tests/helpers/test_clock'
import { anInbox, eventsOf, logs } from '#tests/unit/inbound/support'

const WORDS = [
  'MessageWaiting',
  'DeliveredToNetwork',
  'DeliveryNotificationNotSupported',
  'DeliveryUncertain',
  'DeliveryImpossible',
  'DeliveredToTerminal',
]

test.group('A receipt', (group) => {
  withCleanDatabase(group)

  const becomes: Record<string, [status: string, receiptStatus: string]> = {
    MessageWaiting: ['sent', 'waiting'],
    DeliveredToNetwork: ['sent', 'waiting'],
    DeliveryUncertain: ['sent', 'uncertain'],
    DeliveryNotificationNotSupported: ['sent', 'uncertain'],
    DeliveryImpossible: ['undelivered', 'undelivered'],
    DeliveredToTerminal: ['delivered', 'delivered'],
    deliveredtoterminal: ['delivered', 'delivered'],
  }
  for (const [word, [status, receiptStatus]] of Object.entries(becomes)) {
    test(`"${word}" makes a sent message ${status}, ${receiptStatus}`, async ({ assert }) => {
      const inbox = await anInbox()
      const message = await aSentMessage()
      await inbox.get({ id: 'id-1', status: word })
      await message.refresh()
      assert.equal(message.status, status)
      assert.equal(message.receiptStatus, receiptStatus)
      assert.equal(message.providerStatus, word)
      const arrivedAt = status === 'delivered' ? now.toMillis() : undefined
      assert.equal(message.deliveredAt?.toMillis(), arrivedAt)
      const [event] = await eventsOf(message)
      assert.containsSubset(event, { actor: 'receipt', reason: 'receipt', detail: word })
      const [log] = await logs()
      assert.containsSubset(log, { state: 'applied', message_id: message.id })
    })
  }

  test('with a word nobody has seen is kept and changes nothing', async ({ assert }) => {
    const inbox = await anInbox()
    const message = await aSentMessage()
    await inbox.get({ id: 'id-1', status: 'DeliveredToMoon' })
    assert.equal((await message.refresh()).status, 'sent')
    const [log] = await logs()
    assert.containsSubset(log, {
      state: 'without_effect',
      reason: 'unknown_status',
      provider_status: 'DeliveredToMoon',
    })
  })

  test('of another number is not believed', async ({ assert }) => {
    const inbox = await anInbox()
    const message = await aSentMessage({ phoneNumber: '+237690000001' })
    await inbox.get({ id: 'id-1', status: 'DeliveredToTerminal', number: '+237690000002' })
    assert.equal((await message.refresh()).status, 'sent')
    const [log] = await logs()
    assert.containsSubset(log, { state: 'without_effect', reason: 'address_differs' })
  })

  test('that leaves the state where it was does not count the message for another day', async ({
    assert,
  }) => {
    const inbox = await anInbox()
    const message = await aSentMessage()
    const before = message.updatedAt
    inbox.clock.advance({ days: 1 })
    await inbox.get({ id: 'id-1', status: 'MessageWaiting' })
    await message.refresh()
    assert.equal(message.receiptStatus, 'waiting')
    assert.equal(message.updatedAt.toSeconds(), Math.floor(before.toSeconds()))
  })

  for (const status of ['pending', 'cancelled', 'suppressed'] as const) {
    test(`changes nothing of a message that is ${status}`, async ({ assert }) => {
      const inbox = await anInbox()
      const message = await aSentMessage({ status })
      await inbox.get({ id: 'id-1', status: 'DeliveredToTerminal' })
      assert.equal((await message.refresh()).status, status)
      const [log] = await logs()
      assert.containsSubset(log, { state: 'without_effect', reason: 'message_closed' })
    })
  }

  for (const status of ['failed', 'dead_letter', 'expired', 'unknown'] as const) {
    test(`delivered: a message that is ${status} has arrived after all`, async ({ assert }) => {
      const inbox = await anInbox()
      const message = await aSentMessage({ status })
      await inbox.get({ id: 'id-1', status: 'DeliveredToTerminal' })
      assert.equal((await message.refresh()).status, 'delivered')
    })
  }
})

test.group('Receipts in any order', (group) => {
  withCleanDatabase(group)

  test('every order, grouping and repetition ends with the highest', async ({ assert }) => {
    const receipts = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 7 })
    await fc.assert(
      fc.asyncProperty(receipts, fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }), check),
      { numRuns: 60 }
    )

    async function check(words: string[], applyAfter: boolean[]) {
      await cleanDatabase()
      const inbox = await anInbox()
      const message = await aSentMessage()
      const ranks: number[] = []
      for (const [place, status] of words.entries()) {
        await inbox.store({ id: 'id-1', status })
        if (!applyAfter[place]) continue
        await inbox.apply.run()
        ranks.push((await message.refresh()).receiptRank)
      }
      await inbox.apply.run()
      await message.refresh()

      const best = WORDS.findLast((word) => words.includes(word))!
      assert.equal(message.providerStatus, best)
      assert.equal(message.receiptRank, WORDS.indexOf(best) + 1)
      assert.deepEqual(
        ranks,
        ranks.toSorted((one, other) => one - other)
      )
      for (const { from_status: from, to_status: to } of await eventsOf(message)) {
        assert.isTrue(from === to || canMove(from as MessageStatus, to as MessageStatus))
      }
      for (const { state } of await logs()) assert.notInclude(['received', 'waiting'], state)
    }
  })

  test('all 720 orders of the six end the same', async ({ assert }) => {
    const inbox = await anInbox()
    const orders = permutations(WORDS)
    assert.lengthOf(orders, 720)
    for (const [n] of orders.entries()) await aSentMessage({ providerMessageId: `order-${n}` })
    for (const step of WORDS.keys()) {
      await Promise.all(
        orders.map((order, n) => inbox.store({ id: `order-${n}`, status: order[step] }))
      )
      await inbox.apply.run()
    }
    const ends = await SmsMessage.query().select('status', 'receiptRank', 'providerStatus')
    assert.lengthOf(ends, 720)
    for (const end of ends) {
      assert.equal(end.status, 'delivered')
      assert.equal(end.providerStatus, 'DeliveredToTerminal')
    }
  })

  test('a replay changes nothing and is counted', async ({ assert }) => {
    const inbox = await anInbox()
    const message = await aSentMessage()
    await inbox.get({ id: 'id-1', status: 'DeliveredToTerminal' })
    await inbox.get({ id: 'id-1', status: 'DeliveredToTerminal' })
    const rows = await logs()
    assert.lengthOf(rows, 1)
    assert.equal(rows[0].times_received, 2)
    assert.lengthOf(await eventsOf(message), 1)
  })
})

function permutations<Item>(items: Item[]): Item[][] {
  if (items.length <= 1) return [items]
  return items.flatMap((item, place) =>
    permutations(items.toSpliced(place, 1)).map((rest) => [item, ...rest])
  )
}
