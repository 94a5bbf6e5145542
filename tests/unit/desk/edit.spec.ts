import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import type { EditRequest } from '#desk/edit_message'
import SmsConsent from '#models/sms_consent'
import { MESSAGE_STATUSES } from '#messages/message_status'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { auditTrail } from '#tests/helpers/audit_trail'
import { now } from '#tests/helpers/test_clock'
import { actor, aDeadLetter, aDesk } from './support.js'

const edit = (changes: Partial<EditRequest>): EditRequest => ({
  id: 0,
  actor,
  defaultCountry: 'CM',
  ...changes,
})

test.group('Changing a message', (group) => {
  withCleanDatabase(group)

  test('gives it another number, as people write it, and all its tries again', async ({
    assert,
  }) => {
    const message = await aDeadLetter({ attemptCount: 7 })
    const { edit: change, requeue, sweep, gateway } = await aDesk()

    const result = await change.run(edit({ id: message.id, number: '6 77 12 34 56' }))

    assert.deepInclude(result, {
      outcome: 'edited',
      status: 'dead_letter',
      changed: { number: true, text: false },
    })
    await message.refresh()
    assert.include(message.$attributes, {
      phoneNumber: '+237677123456',
      editedAttemptCount: 7,
      status: 'dead_letter',
      body: 'Rappel de vaccination',
    })
    assert.include(await requeue.run({ actor }), { requeued: 1 })
    await sweep.run()
    gateway.assertSent(({ phoneNumber }) => phoneNumber === '+237677123456')
    assert.include((await message.refresh()).$attributes, { status: 'sent', attemptCount: 8 })
  })

  test('gives it another text, which is sent as it was written', async ({ assert }) => {
    const message = await aDeadLetter({ messageType: '7_day_reminder', templateVersion: 3 })
    const { edit: change, requeue, sweep, gateway } = await aDesk()

    const result = await change.run(edit({ id: message.id, text: ' Pénta le 10/03, {merci} ' }))

    assert.deepInclude(result, { outcome: 'edited', segments: 1, encoding: 'GSM-7' })
    await message.refresh()
    assert.include(message.$attributes, {
      body: 'Pénta le 10/03, {merci}',
      templateVersion: null,
      encoding: 'GSM-7',
      segments: 1,
    })
    await requeue.run({ actor })
    await sweep.run()
    gateway.assertSent(({ body }) => body === 'Pénta le 10/03, {merci}')
  })

  test('is no move: it is counted and cleaned up where it was', async ({ assert }) => {
    const message = await aDeadLetter({ status: 'failed' })
    await db.from('sms_messages').update({ updated_at: '2026-02-01 00:00:00' })
    const { edit: change } = await aDesk()
    await change.run(edit({ id: message.id, text: 'Rappel' }))
    assert.equal((await message.refresh()).updatedAt.toISODate(), '2026-02-01')
  })

  test('is kept in the audit, without the number or the text', async ({ assert }) => {
    const message = await aDeadLetter()
    const { edit: change } = await aDesk()
    await change.run(edit({ id: `${message.id}`, number: '+237677123456', text: 'Canari' }))
    const trail = await auditTrail()
    assert.containSubset(trail, [
      {
        actor,
        action: 'message_edited',
        subject: `message:${message.id}`,
        detail: { number: true, text: true, segments: 1 },
      },
    ])
    assert.lengthOf(trail, 1)
    assert.notMatch(JSON.stringify(trail), /677123456|Canari/)
  })

  test('begins the retries of a waiting message anew', async ({ assert }) => {
    const message = await aMessage({ attemptCount: 2, retryCount: 2, retryingSince: now })
    const { edit: change } = await aDesk()
    await change.run(edit({ id: message.id, number: '677123456' }))
    await message.refresh()
    assert.include(message.$attributes, { retryCount: 0, retryingSince: null, status: 'pending' })
  })

  const editable = ['pending', 'failed', 'dead_letter', 'undelivered', 'unknown']
  for (const status of MESSAGE_STATUSES) {
    const allowed = editable.includes(status)
    test(`a ${status} message ${allowed ? 'can' : 'cannot'} be changed`, async ({ assert }) => {
      const message = await aMessage({ status })
      const { edit: change } = await aDesk()
      const { outcome } = await change.run(edit({ id: message.id, text: 'Nouveau' }))
      assert.equal(outcome, allowed ? 'edited' : 'not_editable')
      assert.equal((await message.refresh()).body, allowed ? 'Nouveau' : 'Rappel de vaccination')
    })
  }

  test('is refused while a worker holds the message, and not after its lease', async ({
    assert,
  }) => {
    const message = await aMessage({
      leaseToken: 'theirs',
      claimedBy: 'a worker',
      leaseUntil: now.plus({ seconds: 30 }).toMillis(),
    })
    const { edit: change, clock } = await aDesk()
    const request = edit({ id: message.id, text: 'Nouveau' })
    assert.equal((await change.run(request)).outcome, 'being_sent')
    clock.advance({ seconds: 31 })
    assert.equal((await change.run(request)).outcome, 'edited')
    assert.isNull((await message.refresh()).leaseToken)
  })

  test('racing with a sweep: what is sent is the old text or the new, never a mixture', async ({
    assert,
  }) => {
    const messages = []
    for (let n = 0; n < 20; n++) messages.push(await aMessage({ body: 'ancien' }))
    const other = await secondConnection()
    const { edit: change } = await aDesk({ db: other.db })
    const { sweep, gateway } = await aDesk({ processing: { batchSize: 2 } })

    const [results] = await Promise.all([
      Promise.all(messages.map(({ id }) => change.run(edit({ id, text: 'nouveau' })))),
      sweep.run(),
    ])
    await sweep.run()
    await other.close()

    const sent = new Map(gateway.sent.map(({ messageId, body }) => [messageId, body]))
    assert.equal(sent.size, 20)
    assert.lengthOf(gateway.sent, 20)
    messages.forEach(({ id }, index) => {
      const edited = results[index].outcome === 'edited'
      assert.equal(sent.get(id), edited ? 'nouveau' : 'ancien')
    })
  })

  test('says that there is no such message', async ({ assert }) => {
    const { edit: change } = await aDesk()
    assert.deepEqual(await change.run(edit({ id: 4711, text: 'x' })), {
      outcome: 'not_found',
      id: 4711,
    })
  })

  test('is refused for a number whose owner said no, or that no account may send to', async ({
    assert,
  }) => {
    const message = await aDeadLetter()
    await SmsConsent.create({ phoneNumber: '+237677123456', status: 'opted_out', source: 'staff' })
    const { edit: change } = await aDesk({ caps: { allowedPrefixes: ['+237'] } })
    const request = edit({ id: message.id, number: '677123456' })
    assert.deepEqual(await change.run(request), { outcome: 'opted_out', id: message.id })
    await assert.rejects(
      () => change.run({ ...request, number: '+33612345678' }),
      /number is in a country that is not allowed, allowed are: \+237 \(caps.allowedPrefixes\)/
    )
    assert.isNull((await message.refresh()).editedAttemptCount)
  })

  const unusable: [changes: Partial<EditRequest>, message: RegExp][] = [
    [{}, /edit is empty: give a new number, a new text, or both/],
    [{ number: '12345' }, /number is not a possible number of CM: give it with \+/],
    [{ number: 'ask the uncle' }, /number is not one phone number/],
    [{ text: ' ' }, /text cannot be sent: the text is empty/],
    [
      { text: 'x'.repeat(460) },
      /text cannot be sent: 4 segments, allowed are 3 \(text.maxSegments\)/,
    ],
    [{ text: 'ç'.repeat(250) }, /4 segments, allowed are 3 .*; ç need UCS-2/],
    [{ id: 'abc' }, /id is "abc"/],
  ]
  for (const [changes, message] of unusable) {
    test(`refuses ${message}`, async ({ assert }) => {
      const { id } = await aDeadLetter()
      const { edit: change } = await aDesk()
      await assert.rejects(() => change.run(edit({ id, ...changes })), message)
      assert.isEmpty(await auditTrail())
    })
  }
})
