import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import SmsAttempt from '#models/sms_attempt'
import SmsMessage from '#models/sms_message'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { auditTrail } from '#tests/helpers/audit_trail'
import { now } from '#tests/helpers/test_clock'
import { anAttempt } from '#tests/helpers/sent_messages'
import { actor, aDeadLetter, aDesk, movesOf } from './support.js'

test.group('Sending again what failed', (group) => {
  withCleanDatabase(group)

  test('dead letters and failures become due now, as the same rows', async ({ assert }) => {
    const deadLetter = await aDeadLetter()
    const failed = await aDeadLetter({ status: 'failed', reason: 'invalid_number' })
    const sent = await aMessage({ status: 'sent' })
    const { requeue } = await aDesk()

    const result = await requeue.run({ actor })

    assert.containSubset(result, { matched: 2, requeued: 2, unmatched: [], stopped: false })
    for (const message of [deadLetter, failed]) {
      await message.refresh()
      assert.include(message.$attributes, {
        status: 'pending',
        reason: 'requeued',
        leaseToken: null,
      })
      assert.equal(+message.scheduledAt, +now)
      assert.deepInclude((await movesOf(message)).at(-1), { actor, reason: 'requeued' })
    }
    assert.equal((await sent.refresh()).status, 'sent')
    assert.lengthOf(await SmsMessage.all(), 3)
  })

  test('is one more try: its attempt numbers on, and it is a dead letter at once if that fails', async ({
    assert,
  }) => {
    const message = await aDeadLetter()
    await anAttempt(message, { startedAt: now.minus({ hours: 1 }) })
    const { requeue, sweep, gateway } = await aDesk()
    gateway.answerWith({ outcome: 'transient', reason: 'request_timeout', httpStatus: 400 })

    await requeue.run({ actor, ids: [message.id] })
    assert.include((await message.refresh()).$attributes, { retryCount: 3, attemptCount: 4 })
    await sweep.run()

    await message.refresh()
    assert.include(message.$attributes, { status: 'dead_letter', attemptCount: 5, retryCount: 3 })
    const attempts = await SmsAttempt.query().where('message_id', message.id).orderBy('number')
    assert.deepEqual(
      attempts.map(({ number }) => number),
      [4, 5]
    )
    gateway.assertSentCount(1)
  })

  test('begins its retries anew after number or text were changed', async ({ assert }) => {
    const message = await aDeadLetter({ editedAttemptCount: 4 })
    const { requeue } = await aDesk()
    await requeue.run({ actor })
    await message.refresh()
    assert.include(message.$attributes, { status: 'pending', retryCount: 0, retryingSince: null })
  })

  test('counts an edit only until the next attempt', async ({ assert }) => {
    const message = await aDeadLetter({ editedAttemptCount: 3 })
    const { requeue } = await aDesk()
    await requeue.run({ actor })
    assert.equal((await message.refresh()).retryCount, 3)
  })

  test('refuses a message past its deadline, forced or not', async ({ assert }) => {
    const late = await aDeadLetter({ expiresAt: now })
    const useful = await aDeadLetter({ expiresAt: now.plus({ seconds: 1 }) })
    const { requeue } = await aDesk()
    const result = await requeue.run({ actor, force: true })
    assert.containSubset(result, { matched: 2, requeued: 1, refused: { pastDeadline: 1 } })
    assert.equal((await late.refresh()).status, 'dead_letter')
    assert.equal((await useful.refresh()).status, 'pending')
  })

  test('refuses a message tried too often, unless it was edited or is forced', async ({
    assert,
  }) => {
    const often = await aDeadLetter({ attemptCount: 5 })
    const edited = await aDeadLetter({ attemptCount: 5, editedAttemptCount: 5 })
    const editedBefore = await aDeadLetter({ attemptCount: 6, editedAttemptCount: 5 })
    const { requeue } = await aDesk({ retry: { deadLetterThreshold: 5 } })

    const first = await requeue.run({ actor })
    assert.containSubset(first, { matched: 3, requeued: 1, refused: { overThreshold: 2 } })
    assert.equal((await edited.refresh()).status, 'pending')
    assert.equal((await often.refresh()).status, 'dead_letter')

    const forced = await requeue.run({ actor, force: true })
    assert.containSubset(forced, { matched: 2, requeued: 2 })
    assert.equal((await editedBefore.refresh()).status, 'pending')
  })

  test('leaves one audit event: who, which filter, how many', async ({ assert }) => {
    for (let n = 0; n < 3; n++) await aDeadLetter({ phoneNumber: '+237699112233', body: 'Canari' })
    await aDeadLetter({ messageType: 'other' })
    const { requeue } = await aDesk()
    await requeue.run({ actor, type: 'custom', pageSize: 2 })

    const [event, ...more] = await auditTrail()
    assert.isEmpty(more)
    assert.containSubset(event, {
      actor,
      action: 'messages_requeued',
      detail: { selection: { type: 'custom' }, matched: 3, requeued: 3, stopped: false },
    })
    assert.notMatch(JSON.stringify(event), /Canari|99112233/)
  })

  test('leaves none where nothing was changed', async ({ assert }) => {
    const { requeue } = await aDesk()
    assert.containSubset(await requeue.run({ actor }), { matched: 0, requeued: 0 })
    assert.isEmpty(await auditTrail())
  })
})

test.group('Sending unknown and undelivered messages again', (group) => {
  withCleanDatabase(group)

  test('an undelivered message is, when it is asked for', async ({ assert }) => {
    const message = await aMessage({ status: 'undelivered', attemptCount: 1 })
    const { requeue } = await aDesk()
    assert.include(await requeue.run({ actor }), { matched: 0 })
    assert.include(await requeue.run({ actor, statuses: ['undelivered'] }), { requeued: 1 })
    assert.equal((await message.refresh()).status, 'pending')
  })

  test('an unknown one is by its status, or by its id with force', async ({ assert }) => {
    const one = await aMessage({ status: 'unknown', attemptCount: 1 })
    const other = await aMessage({ status: 'unknown', attemptCount: 1, messageType: 'other' })
    const { requeue } = await aDesk()
    assert.include(await requeue.run({ actor, force: true }), { matched: 0 })

    const byId = await requeue.run({ actor, ids: [one.id] })
    assert.containSubset(byId, { matched: 1, requeued: 0, refused: { outcomeUnknown: 1 } })
    assert.include(await requeue.run({ actor, ids: [one.id], force: true }), { requeued: 1 })

    assert.include(await requeue.run({ actor, statuses: ['unknown'], type: 'other' }), {
      requeued: 1,
    })
    assert.deepInclude((await movesOf(other)).at(-1), { move: 'unknown → pending' })
  })

  test('one that the operator is known to have is sent again only by force', async ({ assert }) => {
    const message = await aMessage({ status: 'unknown', attemptCount: 1 })
    await anAttempt(message, { startedAt: now.minus({ hours: 1 }), outcome: 'accepted' })
    const { requeue } = await aDesk()
    assert.containSubset(await requeue.run({ actor, statuses: ['unknown'] }), {
      requeued: 0,
      refused: { alreadyAccepted: 1 },
    })
    const forced = await requeue.run({ actor, statuses: ['unknown'], force: true })
    assert.include(forced, { requeued: 1 })
  })

  test('ids in another state, and ids of nothing, are named', async ({ assert }) => {
    const deadLetter = await aDeadLetter()
    const sent = await aMessage({ status: 'sent' })
    const { requeue } = await aDesk()
    const result = await requeue.run({
      actor,
      ids: [deadLetter.id, `${sent.id}`, 999_999, sent.id],
    })
    assert.include(result, { matched: 1, requeued: 1 })
    assert.deepEqual(result.unmatched, [
      { id: sent.id, status: 'sent' },
      { id: 999_999, status: null },
    ])
    const [{ count }] = await db.from('audit_events').count('* as count')
    assert.equal(Number(count), 1)
  })
})
