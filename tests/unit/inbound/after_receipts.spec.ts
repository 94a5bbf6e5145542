import { test } from '@japa/runner'
import { withCleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { aSentMessage } from '#tests/helpers/sent_messages'
import { now } from '#tests/helpers/test_clock'
import { anInbox, eventsOf } from '#tests/unit/inbound/support'

test.group('A message without a final receipt', (group) => {
  withCleanDatabase(group)

  test('is unconfirmed after three days, and still sent', async ({ assert }) => {
    const inbox = await anInbox()
    const old = await aSentMessage({ sentAt: now.minus({ hours: 73 }), receiptStatus: 'waiting' })
    const young = await aSentMessage({
      sentAt: now.minus({ hours: 71 }),
      providerMessageId: 'id-2',
    })
    assert.equal(await inbox.unconfirmed.run(), 1)
    assert.equal(await inbox.unconfirmed.run(), 0)
    await old.refresh()
    assert.containsSubset(old, { status: 'sent', reason: 'unconfirmed' })
    assert.isNotNull(old.unconfirmedAt)
    assert.isNull((await young.refresh()).unconfirmedAt)
    const [event] = await eventsOf(old)
    assert.containsSubset(event, { to_status: 'sent', reason: 'unconfirmed' })
  })

  test('loses the mark when one comes after all', async ({ assert }) => {
    const inbox = await anInbox()
    const message = await aSentMessage({ sentAt: now.minus({ hours: 73 }) })
    await inbox.unconfirmed.run()
    await inbox.get({ id: 'id-1', status: 'DeliveredToTerminal' })
    await message.refresh()
    assert.containsSubset(message, { status: 'delivered', reason: null, unconfirmedAt: null })
  })
})

test.group('An undelivered message', (group) => {
  withCleanDatabase(group)
  const receipts = { resendUndelivered: ['custom'], resendAfterMinutes: 30 }
  const failed = { id: 'id-1', status: 'DeliveryImpossible' }

  test('stays undelivered by default', async ({ assert }) => {
    const inbox = await anInbox()
    const message = await aSentMessage()
    await inbox.get(failed)
    assert.equal((await message.refresh()).status, 'undelivered')
  })

  test('is sent once more where its type says so, and never twice', async ({ assert }) => {
    const inbox = await anInbox({ receipts })
    const message = await aSentMessage()
    await inbox.get(failed)
    await message.refresh()
    assert.containsSubset(message, { status: 'pending', reason: 'resend_after_undelivered' })
    await inbox.sweep.run()
    inbox.gateway.assertNothingSent()

    inbox.clock.advance({ minutes: 30 })
    inbox.gateway.answerWith({ outcome: 'accepted', providerMessageId: 'id-2' })
    await inbox.sweep.run()
    inbox.gateway.assertSentCount(1)
    await inbox.get({ id: 'id-2', status: 'DeliveryImpossible' })
    await message.refresh()
    assert.containsSubset(message, { status: 'undelivered', receiptResends: 1 })
    inbox.clock.advance({ hours: 2 })
    await inbox.sweep.run()
    inbox.gateway.assertSentCount(1)
  })

  test('is sent once more by one of two processes that hear of it', async ({ assert }) => {
    const second = await secondConnection()
    const one = await anInbox({ receipts })
    const other = await anInbox({ receipts, db: second.db })
    const messages = []
    for (let n = 0; n < 50; n++) messages.push(await aSentMessage({ providerMessageId: `id-${n}` }))
    const said = messages.map((_, n) => ({ ...failed, id: `id-${n}` }))
    await one.store(...said, ...said.map((receipt) => ({ ...receipt, status: 'MessageWaiting' })))
    await Promise.all([one.apply.run(), other.apply.run(), one.apply.run(), other.apply.run()])
    await second.close()
    for (const message of messages) {
      assert.containsSubset(await message.refresh(), { status: 'pending', receiptResends: 1 })
      const again = (await eventsOf(message)).filter(({ to_status: to }) => to === 'pending')
      assert.lengthOf(again, 1)
    }
  })

  test('is not sent again when it arrives after all', async ({ assert }) => {
    const inbox = await anInbox({ receipts })
    const message = await aSentMessage()
    await inbox.get(failed)
    await inbox.get({ id: 'id-1', status: 'DeliveredToTerminal' })
    assert.equal((await message.refresh()).status, 'delivered')
    inbox.clock.advance({ hours: 1 })
    await inbox.sweep.run()
    inbox.gateway.assertNothingSent()
  })

  test('is not sent again after its deadline, nor where another type is meant', async ({
    assert,
  }) => {
    const inbox = await anInbox({ receipts })
    const late = await aSentMessage({ expiresAt: now.plus({ minutes: 30 }) })
    const other = await aSentMessage({ messageType: 'other', providerMessageId: 'id-2' })
    await inbox.get(failed, { ...failed, id: 'id-2' })
    assert.equal((await late.refresh()).status, 'undelivered')
    assert.equal((await other.refresh()).status, 'undelivered')
  })

  test('keeps to the cost caps', async ({ assert }) => {
    const inbox = await anInbox({ receipts, caps: { segmentsPerDay: 3, whenOver: 'suppress' } })
    const message = await aSentMessage()
    await aSentMessage({ providerMessageId: 'id-2', status: 'pending', body: 'é'.repeat(400) })
    await inbox.sweep.run()
    await inbox.get(failed)
    inbox.clock.advance({ hours: 1 })
    await inbox.sweep.run()
    assert.containsSubset(await message.refresh(), { status: 'suppressed', reason: 'day_cap' })
  })
})
