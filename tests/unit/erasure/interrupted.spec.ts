import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import Patient from '#models/patient'
import SmsMessage from '#models/sms_message'
import { FinishErasures } from '#erasure/finish_erasures'
import { aMessage, aPatient, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase, countOf } from '#tests/helpers/database'
import { whereStored } from '#tests/helpers/everything_stored'
import { secondConnection } from '#tests/helpers/second_connection'
import { anErasureOffice } from '#tests/helpers/erasure'
import { aRow, csv, importText } from '#tests/helpers/imports'
import {
  aPersonWithEverything,
  FIRST_NAME,
  LAST_NAME,
  REF,
  TRACES,
} from '#tests/helpers/person_with_everything'
import { now } from '#tests/helpers/test_clock'

test.group('An erasure beside others', (group) => {
  withCleanDatabase(group)

  test('waits for a message that is being sent, and is done with its outcome', async ({
    assert,
  }) => {
    const patient = await aPatient({ externalRef: REF, caregiverPhone: PHONE })
    await aMessage({ patientId: patient.id, phoneNumber: PHONE })
    const { gateway, sweep, erasePatient } = await anErasureOffice()
    gateway.hold()
    const sweeping = sweep.run()
    await gateway.arrived(1)

    const result = await erasePatient()
    assert.equal(result.outcome, 'being_sent')
    assert.isAbove(result.retryAfterSeconds!, 0)
    assert.isAtMost(result.retryAfterSeconds!, 90)
    assert.equal((await patient.refresh()).status, 'erased')
    assert.equal(await countOf('audit_events'), 0)

    gateway.release()
    await sweeping
    assert.equal((await SmsMessage.firstOrFail()).status, 'sent')
    assert.equal((await erasePatient()).outcome, 'erased')
    assert.deepEqual(await whereStored([REF, PHONE]), [])
  })

  test('what is sent within the wait costs nothing but the wait', async ({ assert }) => {
    const patient = await aPatient({ externalRef: REF, caregiverPhone: PHONE })
    await aMessage({ patientId: patient.id, phoneNumber: PHONE })
    const { gateway, sweep, erasePatient, clock } = await anErasureOffice()
    gateway.hold()
    const sweeping = sweep.run()
    await gateway.arrived(1)
    const sleep = clock.sleep.bind(clock)
    clock.sleep = async (milliseconds) => {
      gateway.release()
      await sweeping
      await sleep(milliseconds)
    }
    assert.include(await erasePatient(), { outcome: 'erased' })
    assert.deepEqual(await whereStored([REF, PHONE]), [])
  })

  test('a message whose worker was lost is not waited for', async ({ assert }) => {
    const patient = await aPatient({ externalRef: REF, caregiverPhone: PHONE })
    const lost = await aMessage({ patientId: patient.id, status: 'sending', phoneNumber: PHONE })
    await db.from('sms_messages').where('id', lost.id).update({ lease_until: 1 })
    const { erasePatient } = await anErasureOffice()
    assert.equal((await erasePatient()).outcome, 'erased')
  })

  test('a worker that holds a message loses the right to send it', async ({ assert }) => {
    const patient = await aPatient({ externalRef: REF, caregiverPhone: PHONE })
    await aMessage({ patientId: patient.id, phoneNumber: PHONE })
    const other = await aMessage()
    const { gateway, sweep, erasePatient } = await anErasureOffice()
    /** Claimed by a worker that has not committed to send. */
    await db
      .from('sms_messages')
      .where('patient_id', patient.id)
      .update({ lease_token: 'other', lease_until: 4_102_444_800_000, claimed_by: 'other' })
    assert.equal((await erasePatient()).outcome, 'erased')
    await sweep.run()
    gateway.assertSentCount(1)
    assert.equal((await other.refresh()).status, 'sent')
  })

  test('two at once: the person is erased once, and both say so', async ({ assert }) => {
    await aPersonWithEverything()
    const second = await secondConnection()
    const offices = [await anErasureOffice(), await anErasureOffice({ db: second.db })]
    const results = await Promise.all(offices.map(({ erasePatient }) => erasePatient()))
    await second.close()
    assert.deepEqual(await whereStored(TRACES), [])
    assert.equal(await countOf('erased_opt_outs'), 1)
    const deleted = results.map((result) => result.deleted.patients)
    assert.sameMembers(deleted, [0, 1])
  })

  test('an import beside it: the person is gone, or is a new one', async ({ assert }) => {
    await aPersonWithEverything()
    const text = csv(aRow({ patient_ref: REF, caregiver_phone: PHONE, first_name: 'Neu' }))
    const { erasePatient } = await anErasureOffice()
    const [result] = await Promise.all([erasePatient(), importText(text)])
    assert.equal(result.outcome, 'erased')
    assert.deepEqual(await whereStored([FIRST_NAME, LAST_NAME]), [])
    const patient = await Patient.findBy('external_ref', REF)
    if (patient) assert.include(patient.$attributes, { status: 'active', firstName: 'Neu' })
    else assert.deepEqual(await whereStored([REF]), [])
  })
})

test.group('After an erasure', (group) => {
  withCleanDatabase(group)

  test('that nobody came back for, the next cleanup does the rest', async ({ assert }) => {
    const patient = await aPatient({ externalRef: REF, caregiverPhone: PHONE })
    const other = await aPatient()
    const message = await aMessage({ patientId: patient.id, phoneNumber: PHONE })
    const sending = { status: 'sending', lease_until: now.plus({ minutes: 1 }).toMillis() }
    await db.from('sms_messages').where('id', message.id).update(sending)
    const { erasePatient, resolver, clock } = await anErasureOffice()
    const finish = await resolver.make(FinishErasures)
    assert.equal((await erasePatient()).outcome, 'being_sent')
    assert.equal(await finish.run(), 0, 'it is still being sent')

    clock.advance({ minutes: 2 })
    assert.equal(await finish.run(), 1)
    assert.deepEqual(await whereStored([REF, PHONE]), [])
    assert.isNotNull(await Patient.find(other.id))
    assert.equal(await finish.run(), 0)
  })

  test('a no still holds when the same child is imported again', async ({ assert }) => {
    await aPersonWithEverything()
    const { erasePatient, sweep, gateway } = await anErasureOffice()
    await erasePatient()
    const row = aRow({ patient_ref: REF, caregiver_phone: PHONE, due_on: '2026-03-11' })
    await importText(csv(row), { now: '2026-03-10T08:00:00Z' })
    const pending = await SmsMessage.findByOrFail('status', 'pending')
    await sweep.run()
    gateway.assertNothingSent()
    assert.include((await pending.refresh()).$attributes, {
      status: 'suppressed',
      reason: 'opted_out',
    })
  })
})
