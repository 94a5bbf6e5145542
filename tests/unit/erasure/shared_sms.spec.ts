import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { CANCELLATION } from '#desk/desk_moves'
import { MoveByHand } from '#desk/move_by_hand'
import SmsAttempt from '#models/sms_attempt'
import SmsMessage from '#models/sms_message'
import { aFacility, aPatient, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { whereInBytes } from '#tests/helpers/database_bytes'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { anErasureOffice } from '#tests/helpers/erasure'
import { whereStored } from '#tests/helpers/everything_stored'
import { now } from '#tests/helpers/test_clock'
import { aVisit, statesOf } from '#tests/helpers/visits'
import { anInbox } from '#tests/unit/inbound/support'

const CHILDREN = ['Quixota', 'Ines', 'Xoana']
/** By the place of the child in the SMS. */
const ERASED = { 'the carrier': 0, 'a carried one': 1 }
const UNLIMITED = { remindersPerNumberPerDay: null, remindersPerNumberPerWeek: null }

/** Three children of one phone, one reminder each; the first carries the others. */
async function threeChildren() {
  const { id: facilityId } = await aFacility()
  const reminders: SmsMessage[] = []
  for (const firstName of CHILDREN) {
    const externalRef = `REF-${firstName}`
    const child = await aPatient({ firstName, externalRef, facilityId, caregiverPhone: PHONE })
    const expiresAt = now.plus({ days: 3 })
    reminders.push(...(await aVisit({ child, vaccines: ['Penta'], expiresAt })))
  }
  return reminders
}

const anOffice = () =>
  anErasureOffice({ processing: { lanes: 1, batchSize: 50 }, frequency: UNLIMITED })

test.group('The SMS of several children, of whom one is erased', (group) => {
  withCleanDatabase(group)
  group.each.setup(installDefaultTemplates)

  for (const [who, place] of Object.entries(ERASED)) {
    const erased = CHILDREN[place]
    const patientRef = `REF-${erased}`
    const others = (reminders: SmsMessage[]) => reminders.filter((_, n) => n !== place)

    test(`before it leaves: it names the others (${who})`, async ({ assert }) => {
      const reminders = await threeChildren()
      const { sweep, gateway, erasePatient } = await anOffice()
      await erasePatient({ patientRef })
      await sweep.run()
      gateway.assertSentCount(1)
      assert.notInclude(gateway.sent[0].body, erased)
      for (const name of CHILDREN.filter((child) => child !== erased))
        assert.include(gateway.sent[0].body, name)
      assert.deepEqual(await statesOf(others(reminders)), ['sent', 'sent'])
    })

    test(`while it leaves: the erasure waits for its answer (${who})`, async ({ assert }) => {
      const reminders = await threeChildren()
      const { sweep, gateway, erasePatient } = await anOffice()
      gateway.hold()
      const sweeping = sweep.run()
      await gateway.arrived(1)
      assert.equal((await erasePatient({ patientRef })).outcome, 'being_sent')
      gateway.release()
      await sweeping
      assert.equal((await erasePatient({ patientRef })).outcome, 'erased')
      await sweep.run()
      gateway.assertSentCount(1)
      assert.deepEqual(await statesOf(others(reminders)), ['sent', 'sent'])
      assert.deepEqual(await whereStored([erased]), [])
      assert.deepEqual(await whereInBytes([erased]), [])
    })

    test(`after it left: its receipt finds the others (${who})`, async ({ assert }) => {
      const reminders = await threeChildren()
      const { sweep, gateway, erasePatient } = await anOffice()
      gateway.answerWith({ outcome: 'accepted', providerMessageId: 'id-1' })
      await sweep.run()
      await erasePatient({ patientRef })
      const [carrier, carried] = await Promise.all(others(reminders).map((one) => one.refresh()))
      assert.include(carrier.$attributes, { carriedBy: null, carries: 1, segments: 1 })
      assert.include(carried.$attributes, { carriedBy: carrier.id, segments: 0 })
      assert.lengthOf(await SmsAttempt.query().where('message_id', carrier.id), 1)
      for (const { body } of [carrier, carried]) assert.notInclude(body, erased)

      const inbox = await anInbox()
      await inbox.get({ id: 'id-1', status: 'DeliveredToTerminal', number: PHONE })
      await sweep.run()
      gateway.assertSentCount(1)
      assert.deepEqual(await statesOf(others(reminders)), ['delivered', 'delivered'])
    })

    test(`between two tries: the next one names the others (${who})`, async ({ assert }) => {
      const reminders = await threeChildren()
      const { sweep, gateway, erasePatient, clock } = await anOffice()
      gateway.answerWith({ outcome: 'transient', reason: 'service_error' })
      await sweep.run()
      await erasePatient({ patientRef })
      assert.deepEqual(await whereStored([erased]), [])
      clock.advance({ minutes: 6 })
      await sweep.run()
      gateway.assertSentCount(2)
      assert.notInclude(gateway.sent[1].body, erased)
      assert.deepEqual(await statesOf(others(reminders)), ['sent', 'sent'])
    })
  }

  test('after a later try without the former carrier: its text names nobody either', async ({
    assert,
  }) => {
    const reminders = await threeChildren()
    const { sweep, gateway, erasePatient, clock, resolver } = await anOffice()
    gateway.answerWith({ outcome: 'transient', reason: 'service_error' })
    await sweep.run()
    const moves = await resolver.make(MoveByHand)
    await moves.run({ actor: 'cli:tester', ids: [reminders[0].id] }, CANCELLATION)
    clock.advance({ minutes: 6 })
    await sweep.run()
    assert.deepEqual(await statesOf(reminders), ['cancelled cancelled_by_person', 'sent', 'sent'])

    await erasePatient({ patientRef: 'REF-Xoana' })
    assert.deepEqual(await whereStored(['Xoana']), [])
  })

  test('one after the other: the last of them has the SMS', async ({ assert }) => {
    const reminders = await threeChildren()
    const { sweep, gateway, erasePatient } = await anOffice()
    gateway.answerWith({ outcome: 'accepted', providerMessageId: 'id-1' })
    await sweep.run()
    for (const child of CHILDREN.slice(0, 2)) await erasePatient({ patientRef: `REF-${child}` })
    const last = await reminders[2].refresh()
    assert.include(last.$attributes, { carriedBy: null, carries: 0, segments: 1 })
    assert.include(last.$attributes, { providerMessageId: 'id-1', status: 'sent' })
  })

  test('whose worker was lost: its late answer and its receipt find the heir', async ({
    assert,
  }) => {
    const reminders = await threeChildren()
    const { sweep, gateway, erasePatient, clock } = await anOffice()
    gateway.hold().answerWith({ outcome: 'accepted', providerMessageId: 'late-1' })
    /** The heir had tried once more than its carrier. */
    const { id: heir } = reminders[1]
    await db.from('sms_messages').where('id', heir).update({ attempt_count: 1 })
    await db.table('sms_attempts').insert({
      message_id: heir,
      number: 1,
      gateway: 'log',
      account: 'log',
      lease_token: 'before',
      started_at: '2026-03-09 09:00:00',
      finished_at: '2026-03-09 09:00:01',
      outcome: 'transient',
    })
    const sweeping = sweep.run()
    await gateway.arrived(1)
    clock.advance({ minutes: 3 })
    assert.equal((await erasePatient({ patientRef: `REF-${CHILDREN[0]}` })).outcome, 'erased')
    gateway.release()
    await sweeping
    assert.deepEqual(await statesOf(reminders.slice(1)), Array(2).fill('unknown worker_lost'))
    const inbox = await anInbox({ clock })
    await inbox.get({ id: 'late-1', status: 'DeliveredToTerminal', number: PHONE })
    assert.deepEqual(await statesOf(reminders.slice(1)), Array(2).fill('delivered'))
  })

  test('is tried again by its heir, although the erased one had tried more often', async ({
    assert,
  }) => {
    const reminders = await threeChildren()
    const { sweep, gateway, erasePatient, clock } = await anOffice()
    gateway.answerAlways({ outcome: 'transient', reason: 'service_error' })
    /** The first alone, and then with the others. */
    const later = { scheduled_at: '2026-03-10 09:05:00', due_on: '2026-03-12' }
    for (const { id, immunizationId } of reminders.slice(1)) {
      await db.from('sms_messages').where('id', id).update(later)
      await db.from('immunizations').where('id', immunizationId!).update({ due_on: later.due_on })
    }
    await sweep.run()
    clock.advance({ minutes: 6 })
    await sweep.run()
    assert.deepEqual(
      gateway.sent.map(({ body }) => body.includes('Ines')),
      [false, true]
    )

    await erasePatient({ patientRef: `REF-${CHILDREN[0]}` })
    gateway.answerAlways()
    clock.advance({ minutes: 60 })
    await sweep.run()
    gateway.assertSentCount(3)
    assert.deepEqual(await statesOf(reminders.slice(1)), ['sent', 'sent'])
    const heir = await SmsMessage.query().where('id', reminders[1].id).preload('attempts')
    assert.equal(heir[0].attemptCount, heir[0].attempts.length)
  })
})
