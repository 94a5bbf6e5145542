import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { canMove, MessageStatuses } from '#messages/message_status'
import { RequeueMessages } from '#desk/requeue_messages'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import type SmsMessage from '#models/sms_message'
import { isPostgres } from '#storage/dialect_of'
import { secondConnection } from '#tests/helpers/second_connection'
import { anAttempt, aSentMessage } from '#tests/helpers/sent_messages'
import { now } from '#tests/helpers/test_clock'
import { anInbox, eventsOf, logs } from '#tests/unit/inbound/support'

const NUMBER = '+237690000001'

test.group('A receipt whose id is not known', (group) => {
  withCleanDatabase(group)

  test('waits, and is applied when the send is recorded', async ({ assert }) => {
    const inbox = await anInbox()
    const message = await aMessage({ phoneNumber: NUMBER })
    inbox.gateway.answerWith({ outcome: 'accepted', providerMessageId: 'late-1' }).hold()
    const sweep = inbox.sweep.run()
    await inbox.gateway.arrived(1)
    await inbox.get({ id: 'late-1', status: 'DeliveredToTerminal', number: NUMBER })
    assert.equal((await message.refresh()).status, 'sending')
    const [waiting] = await logs()
    assert.containsSubset(waiting, { state: 'waiting', reason: 'unknown_id' })

    inbox.gateway.release()
    await sweep
    assert.equal((await message.refresh()).status, 'delivered')
    const [applied] = await logs()
    assert.containsSubset(applied, { state: 'applied', message_id: message.id })
  })

  test('is looked for a dozen times in three days, then kept and left alone', async ({
    assert,
  }) => {
    const inbox = await anInbox()
    await inbox.get({ id: 'nobody', status: 'DeliveredToTerminal' })
    let looks = 0
    for (let hour = 0; hour < 80; hour++) {
      for (const minutes of [1, 2, 4, 8, 16, 29]) {
        inbox.clock.advance({ minutes })
        looks += (await inbox.apply.run()).waiting
      }
    }
    const [log] = await logs()
    assert.containsSubset(log, { state: 'unmatched', reason: 'unknown_id' })
    assert.isAtMost(looks, 14)
  })

  const receipt = { id: 'new-id', number: NUMBER }
  const settles: [word: string, status: string][] = [
    ['MessageWaiting', 'sent'],
    ['DeliveryUncertain', 'sent'],
    ['DeliveryImpossible', 'undelivered'],
    ['DeliveredToTerminal', 'delivered'],
  ]
  for (const [word, status] of settles) {
    test(`"${word}" settles the one unknown message to its number: ${status}`, async ({
      assert,
    }) => {
      const inbox = await anInbox()
      const message = await aSentMessage({
        status: 'unknown',
        providerMessageId: null,
        phoneNumber: NUMBER,
        sentAt: null,
      })
      await inbox.get({ ...receipt, status: word })
      await message.refresh()
      assert.equal(message.status, status)
      assert.equal(message.providerMessageId, 'new-id')
      assert.isNotNull(message.sentAt)
      const [event] = await eventsOf(message)
      assert.containsSubset(event, { from_status: 'unknown', to_status: status })
    })
  }

  test('settles neither of two messages that it may be about', async ({ assert }) => {
    const inbox = await anInbox()
    const two = [
      await aSentMessage({ status: 'unknown', providerMessageId: null, phoneNumber: NUMBER }),
      await aSentMessage({ status: 'sent', providerMessageId: null, phoneNumber: NUMBER }),
    ]
    await inbox.get({ ...receipt, status: 'DeliveredToTerminal' })
    assert.equal((await two[0].refresh()).status, 'unknown')
    assert.equal((await two[1].refresh()).status, 'sent')
  })

  test('settles nothing while a message to the number is being sent', async ({ assert }) => {
    const inbox = await anInbox()
    const unknown = await aSentMessage({
      status: 'unknown',
      providerMessageId: null,
      phoneNumber: NUMBER,
    })
    await aSentMessage({ status: 'sending', providerMessageId: null, phoneNumber: NUMBER })
    await inbox.get({ ...receipt, status: 'DeliveredToTerminal' })
    assert.equal((await unknown.refresh()).status, 'unknown')
  })

  test('settles nothing while the outcome of its own message is being recorded', async ({
    assert,
    cleanup,
  }) => {
    const { db: elsewhere, close } = await secondConnection()
    cleanup(close)
    const inbox = await anInbox()
    const values = { providerMessageId: null, phoneNumber: NUMBER }
    const unknown = await aSentMessage({ status: 'unknown', ...values })
    const own = await aSentMessage({ status: 'sending', ...values })
    await inbox.store({ ...receipt, status: 'DeliveredToTerminal' })

    const record = await elsewhere.connection().transaction()
    await record
      .from('sms_messages')
      .where('id', own.id)
      .update({ status: 'sent', provider_message_id: receipt.id })
    const applying = inbox.apply.run()
    await delay(200)
    await record.commit()
    await applying
    assert.equal((await unknown.refresh()).status, 'unknown')
    assert.equal((await own.refresh()).status, 'delivered')
  })

  test('is about the message of which a late answer says so, and no other is about that', async ({
    assert,
  }) => {
    const inbox = await anInbox()
    const values = { status: 'unknown', providerMessageId: null, phoneNumber: NUMBER } as const
    const [late, other] = [await aSentMessage(values), await aSentMessage(values)]
    await db
      .from('sms_attempts')
      .where('message_id', late.id)
      .update({ outcome: 'accepted', provider_message_id: 'late-id' })
    await inbox.get({ ...receipt, status: 'DeliveryImpossible' })
    assert.equal((await late.refresh()).status, 'unknown')
    assert.equal((await other.refresh()).status, 'undelivered')
    await inbox.get({ ...receipt, id: 'late-id', status: 'DeliveredToTerminal' })
    assert.equal((await late.refresh()).status, 'delivered')
    assert.equal((await other.refresh()).status, 'undelivered')
  })

  test('settles no message of another number, and none that left too long before', async ({
    assert,
  }) => {
    const inbox = await anInbox()
    const values = { status: 'unknown', providerMessageId: null } as const
    const other = await aSentMessage({ ...values, phoneNumber: '+237690000002' })
    const old = await aMessage({ ...values, phoneNumber: NUMBER, attemptCount: 1 })
    await anAttempt(old, { startedAt: now.minus({ hours: 73 }) })
    await inbox.get({ ...receipt, status: 'DeliveredToTerminal' })
    assert.equal((await other.refresh()).status, 'unknown')
    assert.equal((await old.refresh()).status, 'unknown')
  })

  test('and none at all is about a number too', async ({ assert }) => {
    const inbox = await anInbox()
    const message = await aSentMessage({
      status: 'unknown',
      providerMessageId: null,
      phoneNumber: NUMBER,
    })
    await inbox.get({ id: null, number: NUMBER, status: 'DeliveredToTerminal' })
    assert.equal((await message.refresh()).status, 'delivered')
  })
})

test.group('A receipt without an id', (group) => {
  withCleanDatabase(group)
  const receipt = { id: null, number: NUMBER, status: 'DeliveredToTerminal' }
  const anUnknown = async (startedAt = now) => {
    const values = { status: 'unknown', phoneNumber: NUMBER, attemptCount: 1 } as const
    const message = await aMessage(values)
    await anAttempt(message, { startedAt })
    return message
  }

  test('is about the next SMS to the number when that was sent', async ({ assert }) => {
    const inbox = await anInbox()
    const first = await anUnknown()
    await inbox.get(receipt)
    inbox.clock.advance({ days: 6 })
    const next = await anUnknown(inbox.clock.now())
    await inbox.get(receipt)
    assert.equal((await first.refresh()).status, 'delivered')
    assert.equal((await next.refresh()).status, 'delivered')
  })

  test('that is called back again is about nothing else', async ({ assert }) => {
    const inbox = await anInbox()
    await anUnknown()
    await inbox.get(receipt)
    inbox.clock.advance({ minutes: 5 })
    const next = await anUnknown(inbox.clock.now())
    await inbox.get(receipt)
    assert.equal((await next.refresh()).status, 'unknown')
    assert.lengthOf(await logs(), 1)
  })
})

test.group('A receipt about an earlier attempt', (group) => {
  withCleanDatabase(group)

  async function requeued() {
    const inbox = await anInbox()
    const message = await aSentMessage({ status: 'undelivered', receiptRank: 5 })
    const requeue = await inbox.resolver.make(RequeueMessages)
    await requeue.run({ ids: [message.id], actor: 'cli:tester', force: true })
    await message.refresh()
    return { inbox, message }
  }

  test('is recognised: what arrived after all is not sent again', async ({ assert }) => {
    const { inbox, message } = await requeued()
    assert.equal(message.status, 'pending')
    assert.isNull(message.providerMessageId)
    await inbox.get({ id: 'id-1', status: 'DeliveredToTerminal' })
    assert.equal((await message.refresh()).status, 'delivered')
    await inbox.sweep.run()
    inbox.gateway.assertNothingSent()
  })

  test('takes the message from a worker that has claimed it', async ({ assert }) => {
    const { inbox, message } = await requeued()
    await db
      .from('sms_messages')
      .where('id', message.id)
      .update({ lease_token: 'theirs', lease_until: inbox.clock.nowMs() + 60_000 })
    await inbox.get({ id: 'id-1', status: 'DeliveredToTerminal' })
    await message.refresh()
    assert.equal(message.status, 'delivered')
    assert.isNull(message.leaseToken)
  })

  test('that was not delivered says nothing of the next one', async ({ assert }) => {
    const { inbox, message } = await requeued()
    await inbox.get({ id: 'id-1', status: 'DeliveryImpossible' })
    assert.equal((await message.refresh()).status, 'pending')
    const [log] = await logs()
    assert.containsSubset(log, { state: 'without_effect', reason: 'earlier_attempt' })
  })

  const words = ['DeliveredToTerminal', 'DeliveryImpossible']
  for (const [former, current] of [words, words.toReversed()]) {
    for (const first of ['id-1', 'id-2']) {
      test(`and one about the last, taken up together: ${former}, ${current}, ${first} first`, async ({
        assert,
      }) => {
        const { inbox, message } = await requeued()
        inbox.gateway.answerWith({ outcome: 'accepted', providerMessageId: 'id-2' })
        await inbox.sweep.run()
        const both = [
          { id: 'id-1', status: former },
          { id: 'id-2', status: current },
        ]
        await inbox.get(...(first === 'id-1' ? both : both.toReversed()))
        await message.refresh()
        assert.equal(message.status, 'delivered')
        const moves = (await eventsOf(message)).filter(({ actor }) => actor === 'receipt')
        for (const [place, { from_status: from, to_status: to }] of moves.entries()) {
          assert.isTrue(canMove(from, to), `${from} → ${to}`)
          assert.equal(to, moves[place + 1]?.from_status ?? 'delivered')
        }
      })
    }
  }

  test('waits while the next attempt is under way', async ({ assert }) => {
    const { inbox, message } = await requeued()
    inbox.gateway.hold()
    const sweep = inbox.sweep.run()
    await inbox.gateway.arrived(1)
    await inbox.get({ id: 'id-1', status: 'DeliveredToTerminal' })
    assert.equal((await message.refresh()).status, 'sending')
    inbox.gateway.release()
    await sweep
    inbox.clock.advance({ minutes: 1 })
    await inbox.apply.run()
    assert.equal((await message.refresh()).status, 'delivered')
  })
})

test.group('Processes that apply receipts', (group) => {
  withCleanDatabase(group)

  test('give each its effect once, two of them', async ({ assert }) => {
    const second = await secondConnection()
    const one = await anInbox()
    const other = await anInbox({ db: second.db })
    for (let n = 0; n < 200; n++) await aSentMessage({ providerMessageId: `id-${n}` })
    const words = ['MessageWaiting', 'DeliveryImpossible', 'DeliveredToTerminal']
    for (const status of words) {
      for (let n = 0; n < 200; n++) await one.store({ id: `id-${n}`, status })
      await Promise.all([one.apply.run(), other.apply.run(), one.apply.run(), other.apply.run()])
    }
    await second.close()
    const statuses = await db.from('sms_messages').distinct('status')
    assert.deepEqual(statuses, [{ status: MessageStatuses.delivered }])
    const [{ events }] = await db.from('sms_message_events').count('* as events')
    assert.equal(Number(events), 600)
  })
  test('and the reaper may wait for each other', async ({ assert, cleanup }) => {
    const { db: elsewhere, close } = await secondConnection()
    const { reaper } = await anInbox()
    const lost = { status: 'sending', leaseToken: 'gone' } as const
    const one = await aMessage({ ...lost, leaseUntil: 1 })
    const other = await aMessage({ ...lost, leaseUntil: 2 })
    const lock = ({ id }: SmsMessage) => receipts.from('sms_messages').where('id', id).forUpdate()

    const receipts = await elsewhere.connection().transaction()
    cleanup(async () => {
      if (!receipts.isCompleted) await receipts.rollback()
      await close()
    })
    /** Who looks for a deadlock gives way: that is to be the reaper, also on a busy machine. */
    if (isPostgres(receipts)) await receipts.rawQuery(`SET LOCAL deadlock_timeout = '60s'`)
    await lock(other)
    const reaped = reaper.run()
    if (isPostgres(receipts)) await somebodyWaits().then(() => lock(one))
    await receipts.commit()
    assert.equal(await reaped, 2)
  })
})

async function somebodyWaits(): Promise<void> {
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
  while ((await db.rawQuery(waiting)).rows.length === 0) await delay(20)
}
