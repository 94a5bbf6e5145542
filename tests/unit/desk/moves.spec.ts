import { test } from '@japa/runner'
import { CANCELLATION, REJECTION } from '#desk/desk_moves'
import { canMove, type MessageStatus } from '#messages/message_status'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { auditTrail } from '#tests/helpers/audit_trail'
import { now } from '#tests/helpers/test_clock'
import { actor, aDeadLetter, aDesk, movesOf } from './support.js'

test.group('Rejecting and cancelling', (group) => {
  withCleanDatabase(group)

  for (const [name, { from, to }] of Object.entries({ REJECTION, CANCELLATION })) {
    test(`${name.toLowerCase()} begins only where its move is legal`, ({ assert }) => {
      for (const status of from) assert.isTrue(canMove(status, to), `${status} → ${to}`)
    })
  }

  test('a rejected message is cancelled, with what the person said', async ({ assert }) => {
    const messages = [
      await aDeadLetter(),
      await aDeadLetter({ status: 'failed' }),
      await aDeadLetter({ status: 'unknown' }),
    ]
    const pending = await aMessage()
    const { reject } = await aDesk()
    const ids = [...messages, pending].map(({ id }) => id)

    const result = await reject.run({ actor, ids, note: 'wrong family' })

    assert.deepEqual(result, {
      matched: 3,
      moved: 3,
      changedMeanwhile: 0,
      unmatched: [{ id: pending.id, status: 'pending' }],
      stopped: false,
    })
    for (const message of messages) {
      const { status } = message
      assert.include((await message.refresh()).$attributes, {
        status: 'cancelled',
        reason: 'rejected',
      })
      assert.deepEqual(await movesOf(message), [
        { move: `${status} → cancelled`, actor, reason: 'rejected', detail: 'wrong family' },
      ])
    }
    assert.equal((await pending.refresh()).status, 'pending')
    const [event, ...more] = await auditTrail()
    assert.isEmpty(more)
    assert.containSubset(event, { action: 'messages_rejected', detail: { matched: 3, moved: 3 } })
  })

  test('all that match a filter, page by page, until told to stop', async ({ assert }) => {
    for (let n = 0; n < 6; n++) await aDeadLetter()
    await aDeadLetter({ reason: 'no_retry_before_deadline' })
    const { reject } = await aDesk()
    const controller = new AbortController()
    const filter = { actor, reason: 'retries_used_up', pageSize: 2 }

    const first = await reject.run({
      ...filter,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    assert.include(first, { matched: 6, moved: 2, stopped: true })
    assert.include(await reject.run(filter), { matched: 4, moved: 4, stopped: false })
  })

  test('cancels what is pending, also what a worker has claimed', async ({ assert }) => {
    const free = await aMessage()
    const claimed = await aMessage({
      leaseToken: 'theirs',
      claimedBy: 'a worker',
      leaseUntil: now.plus({ minutes: 1 }).toMillis(),
    })
    const sending = await aMessage({ status: 'sending' })
    const { cancel } = await aDesk()
    const ids = [free.id, claimed.id, sending.id]

    const result = await cancel.run({ actor, ids })

    assert.include(result, { matched: 2, moved: 2 })
    assert.deepEqual(result.unmatched, [{ id: sending.id, status: 'sending' }])
    await claimed.refresh()
    assert.include(claimed.$attributes, {
      status: 'cancelled',
      reason: 'cancelled_by_person',
      leaseToken: null,
    })
    assert.equal((await sending.refresh()).status, 'sending')
  })

  test('racing with a sweep: each message is cancelled or sent, never both', async ({ assert }) => {
    const messages = []
    for (let n = 0; n < 30; n++) messages.push(await aMessage())
    const other = await secondConnection()
    const { cancel } = await aDesk({ db: other.db })
    const { sweep, gateway } = await aDesk({ processing: { batchSize: 3 } })
    const ids = messages.map(({ id }) => id)

    const [{ moved }] = await Promise.all([cancel.run({ actor, ids, pageSize: 3 }), sweep.run()])
    await other.close()

    const sent = new Set(gateway.sent.map(({ messageId }) => messageId))
    assert.equal(sent.size + moved, 30)
    for (const message of messages) {
      const expected = sent.has(message.id) ? 'sent' : 'cancelled'
      assert.equal((await message.refresh()).status, expected)
    }
  })
})

test.group('Resolving unknown messages', (group) => {
  withCleanDatabase(group)

  const cases = {
    sent: 'sent',
    delivered: 'delivered',
    not_sent: 'pending',
    cancelled: 'cancelled',
  }
  for (const [as, status] of Object.entries(cases)) {
    test(`as ${as} makes it ${status}`, async ({ assert }) => {
      assert.isTrue(canMove('unknown', status as MessageStatus))
      const message = await aMessage({ status: 'unknown', attemptCount: 1 })
      const { resolve } = await aDesk()

      const result = await resolve.run({ actor, ids: [message.id], as, note: 'she showed it' })

      assert.include(result, { matched: 1, moved: 1 })
      await message.refresh()
      assert.include(message.$attributes, { status, reason: 'resolved_by_person' })
      assert.equal(message.sentAt !== null, as === 'sent' || as === 'delivered')
      assert.equal(message.deliveredAt !== null, as === 'delivered')
      assert.deepInclude((await movesOf(message))[0], { detail: 'she showed it', actor })
    })
  }

  test('one that never left is sent at the next sweep', async ({ assert }) => {
    const message = await aMessage({ status: 'unknown', attemptCount: 1, scheduledAt: now })
    const { resolve, sweep } = await aDesk()
    await resolve.run({ actor, ids: [message.id], as: 'not_sent' })
    await sweep.run()
    assert.include((await message.refresh()).$attributes, { status: 'sent', attemptCount: 2 })
  })

  test('leaves what is not unknown', async ({ assert }) => {
    const message = await aDeadLetter()
    const { resolve } = await aDesk()
    const result = await resolve.run({ actor, ids: [message.id], as: 'sent' })
    assert.include(result, { matched: 0, moved: 0 })
    assert.isEmpty(await auditTrail())
  })

  test('refuses another word', async ({ assert }) => {
    const { resolve } = await aDesk()
    await assert.rejects(
      () => resolve.run({ actor, ids: [1], as: 'lost' }),
      'as is "lost", allowed: sent, delivered, not_sent, cancelled'
    )
  })
})
