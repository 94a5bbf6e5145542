import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import SmsAttempt from '#models/sms_attempt'
import { EditMessage } from '#desk/edit_message'
import { RequeueMessages } from '#desk/requeue_messages'
import { aFacility, aPatient, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { anEngine, type EngineOptions } from '#tests/helpers/engine'
import { now } from '#tests/helpers/test_clock'
import { aVisit, statesOf } from '#tests/helpers/visits'
import { anInbox, eventsOf } from '#tests/unit/inbound/support'

const FOUR = ['Penta', 'VPO', 'PCV', 'Rota']

const anEngineWith = (options: EngineOptions = {}) =>
  anEngine({ processing: { lanes: 1, batchSize: 50 }, ...options })

test.group('One visit of four vaccines', (group) => {
  withCleanDatabase(group)
  group.each.setup(installDefaultTemplates)

  test('is one SMS that names them; each reminder keeps its row', async ({ assert }) => {
    const reminders = await aVisit({ vaccines: FOUR })
    const { sweep, gateway } = await anEngineWith()

    const { statistics } = await sweep.run()

    gateway.assertSentCount(1)
    for (const vaccine of FOUR) assert.include(gateway.sent[0].body, vaccine)
    assert.include(statistics, { processed: 4, sent: 4 })
    assert.deepEqual(await statesOf(reminders), ['sent', 'sent', 'sent', 'sent'])
    const [carrier, ...carried] = await Promise.all(reminders.map((one) => one.refresh()))
    assert.include(carrier.$attributes, { carriedBy: null, carries: 3, segments: 1 })
    for (const reminder of carried) {
      assert.include(reminder.$attributes, {
        carriedBy: carrier.id,
        segments: 0,
        body: carrier.body,
        providerMessageId: null,
        attemptCount: 1,
        leaseToken: null,
      })
      assert.equal(reminder.sentAt?.toMillis(), carrier.sentAt?.toMillis())
      assert.deepEqual(
        (await eventsOf(reminder)).map(({ to_status: to }) => to),
        ['sending', 'sent']
      )
    }
    assert.lengthOf(await SmsAttempt.all(), 1)
  })

  test('is delivered once: its receipt is about all of them', async ({ assert }) => {
    const reminders = await aVisit({ vaccines: FOUR })
    const { sweep, gateway } = await anEngineWith()
    gateway.answerWith({ outcome: 'accepted', providerMessageId: 'id-1' })
    await sweep.run()
    const inbox = await anInbox()

    await inbox.get({ id: 'id-1', status: 'DeliveryImpossible', number: PHONE })
    assert.deepEqual(await statesOf(reminders), Array(4).fill('undelivered undelivered'))

    await inbox.get({ id: 'id-1', status: 'DeliveredToTerminal', number: PHONE })
    assert.deepEqual(await statesOf(reminders), Array(4).fill('delivered'))
    const last = await reminders[3].refresh()
    assert.equal(last.deliveredAt?.toMillis(), now.toMillis())
  })

  test('is retried as one, without a vaccine that was given meanwhile', async ({ assert }) => {
    const reminders = await aVisit({ vaccines: FOUR })
    const { sweep, gateway, clock } = await anEngineWith()
    gateway.answerWith({ outcome: 'transient', reason: 'service_error' })
    await sweep.run()
    assert.deepEqual(await statesOf(reminders), Array(4).fill('pending service_error'))

    await db
      .from('immunizations')
      .where('id', reminders[0].immunizationId!)
      .update({ administered_on: '2026-03-10' })
    clock.advance({ minutes: 6 })
    await sweep.run()

    gateway.assertSentCount(2)
    assert.notInclude(gateway.sent[1].body, 'Penta')
    assert.include(gateway.sent[1].body, 'Rota')
    assert.deepEqual(await statesOf(reminders), [
      'cancelled visit_recorded',
      'sent',
      'sent',
      'sent',
    ])
    const [, heir, ...others] = await Promise.all(reminders.map((one) => one.refresh()))
    assert.include(heir.$attributes, {
      carriedBy: null,
      carries: 2,
      retryCount: 1,
      attemptCount: 2,
    })
    for (const { carriedBy } of others) assert.equal(carriedBy, heir.id)
  })

  const answers = {
    'failed invalid_number': { outcome: 'refused', reason: 'invalid_number' },
    'unknown request_timeout': { outcome: 'ambiguous', reason: 'request_timeout' },
    'pending no_credit': { outcome: 'account', reason: 'no_credit' },
  } as const
  for (const [state, answer] of Object.entries(answers)) {
    test(`is ${state} as a whole`, async ({ assert }) => {
      const reminders = await aVisit({ vaccines: FOUR })
      const { sweep, gateway } = await anEngineWith()
      gateway.answerWith(answer)
      await sweep.run()
      assert.deepEqual(await statesOf(reminders), Array(4).fill(state))
    })
  }

  test('becomes unknown as a whole when its worker is lost', async ({ assert }) => {
    const reminders = await aVisit({ vaccines: FOUR })
    const { sweep, gateway, clock, reaper } = await anEngineWith()
    gateway.hold()
    const lost = sweep.run()
    await gateway.arrived(1)
    await db.from('sms_messages').update({ lease_until: clock.nowMs() - 1 })
    assert.equal(await reaper.run(), 4)
    assert.deepEqual(await statesOf(reminders), Array(4).fill('unknown worker_lost'))
    gateway.release()
    await lost
    assert.deepEqual(await statesOf(reminders), Array(4).fill('unknown worker_lost'))
  })

  test('is sent again at a person’s request, with the number that the person corrected', async ({
    assert,
  }) => {
    const reminders = await aVisit({ vaccines: FOUR })
    const { sweep, gateway, resolver } = await anEngineWith()
    gateway.answerWith({ outcome: 'refused', reason: 'invalid_number' })
    await sweep.run()
    const as = { actor: 'cli:tester' }
    const edit = await resolver.make(EditMessage)
    await edit.run({ id: reminders[0].id, number: '+237690000009', defaultCountry: 'CM', ...as })
    const requeue = await resolver.make(RequeueMessages)
    await requeue.run({ ids: [reminders[0].id], ...as })
    await sweep.run()
    gateway.assertSentCount(2)
    assert.equal(gateway.sent[1].phoneNumber, '+237690000009')
    assert.deepEqual(await statesOf(reminders), Array(4).fill('sent'))
  })

  test('is sent with the text that a person wrote for it', async ({ assert }) => {
    const reminders = await aVisit({ vaccines: FOUR })
    const { sweep, gateway, resolver } = await anEngineWith()
    gateway.answerWith({ outcome: 'refused', reason: 'text_too_long' })
    await sweep.run()
    const as = { actor: 'cli:tester' }
    const edit = await resolver.make(EditMessage)
    await edit.run({ id: reminders[0].id, text: 'Venez demain.', defaultCountry: 'CM', ...as })
    const requeue = await resolver.make(RequeueMessages)
    await requeue.run({ ids: [reminders[0].id], ...as })
    await sweep.run()
    gateway.assertSentCount(2)
    assert.equal(gateway.sent[1].body, 'Venez demain.')
    assert.deepEqual(await statesOf(reminders), Array(4).fill('sent'))
  })
})

test.group('Several children of one phone', (group) => {
  withCleanDatabase(group)
  group.each.setup(installDefaultTemplates)

  async function twins() {
    const { id: facilityId } = await aFacility()
    const values = { caregiverPhone: PHONE, facilityId }
    const aya = await aPatient({ ...values, firstName: 'Aya' })
    const ines = await aPatient({ ...values, firstName: 'Ines' })
    return [
      ...(await aVisit({ child: aya, vaccines: ['Penta', 'VPO'] })),
      ...(await aVisit({ child: ines, vaccines: ['Penta', 'VPO'] })),
    ]
  }

  test('are one SMS', async ({ assert }) => {
    const reminders = await twins()
    const { sweep, gateway } = await anEngineWith()
    await sweep.run()
    gateway.assertSentCount(1)
    for (const word of ['Aya', 'Ines', 'Penta']) assert.include(gateway.sent[0].body, word)
    assert.deepEqual(await statesOf(reminders), Array(4).fill('sent'))
  })

  test('are one SMS each where only those of a child belong together', async ({ assert }) => {
    const reminders = await twins()
    const frequency = { together: 'child', remindersPerNumberPerDay: null } as const
    const { sweep, gateway } = await anEngineWith({ frequency })
    await sweep.run()
    gateway.assertSentCount(2)
    assert.deepEqual(await statesOf(reminders), Array(4).fill('sent'))
  })

  test('are one SMS for each reminder where nothing belongs together', async () => {
    await twins()
    const frequency = { together: 'none', remindersPerNumberPerDay: null } as const
    const { sweep, gateway } = await anEngineWith({
      frequency: { ...frequency, remindersPerNumberPerWeek: null },
    })
    await sweep.run()
    gateway.assertSentCount(4)
  })
})

test.group('Reminders of different types to one phone', (group) => {
  withCleanDatabase(group)
  group.each.setup(installDefaultTemplates)

  async function twoTypes() {
    const { id: facilityId } = await aFacility()
    const values = { caregiverPhone: PHONE, facilityId }
    const aya = await aPatient({ ...values, firstName: 'Aya' })
    const ines = await aPatient({ ...values, firstName: 'Ines' })
    const expiresAt = now.plus({ days: 3 })
    const type = 'overdue_reminder'
    const overdue = { type, dueOn: '2026-03-09', vaccines: ['RR'], expiresAt }
    return [
      ...(await aVisit({ child: ines, ...overdue })),
      ...(await aVisit({ child: aya, vaccines: ['Penta'], priority: 1, expiresAt })),
    ]
  }

  test('are one SMS where a text can say both', async ({ assert }) => {
    const reminders = await twoTypes()
    const { sweep, gateway } = await anEngineWith()
    await sweep.run()
    gateway.assertSentCount(1)
    for (const word of ['Aya', 'Penta', 'Ines', 'RR']) assert.include(gateway.sent[0].body, word)
    assert.deepEqual(await statesOf(reminders), ['sent', 'sent'])
    const carried = await reminders[0].refresh()
    assert.equal(carried.carriedBy, reminders[1].id, 'the more urgent one carries the other')
  })

  test('leave one after the other where none can, the more urgent first', async ({ assert }) => {
    await db.from('sms_templates').where('message_type', 'mixed_reminders').delete()
    const reminders = await twoTypes()
    const { sweep, gateway, clock } = await anEngineWith()
    await sweep.run()
    gateway.assertSentCount(1)
    assert.include(gateway.sent[0].body, 'Aya')
    assert.deepEqual(await statesOf(reminders), ['pending reminded_today', 'sent'])
    clock.advance({ days: 1 })
    await sweep.run()
    assert.deepEqual(await statesOf(reminders), ['sent', 'sent'])
  })
})
