import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import AuditEvent from '#models/audit_event'
import Patient from '#models/patient'
import SmsMessage from '#models/sms_message'
import { aMessage, anImmunization, aPatient, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase, countOf } from '#tests/helpers/database'
import { everythingStored, whereStored } from '#tests/helpers/everything_stored'
import { aConsent } from '#tests/helpers/consents'
import { anErasureOffice } from '#tests/helpers/erasure'
import { aReplyRow, aWebhookLog } from '#tests/helpers/inbound_rows'
import {
  aMessageOf,
  aPersonWithEverything,
  FORMER_PHONE,
  REF,
  REPLY,
  TRACES,
} from '#tests/helpers/person_with_everything'

const days = async () => {
  const rows = await db.from('sms_daily_counts').orderBy(['day', 'status'])
  return rows.map(({ day, status, count }) => `${day} ${status} ${count}`)
}

test.group('Erasure of a patient', (group) => {
  withCleanDatabase(group)

  test('leaves nothing by which the person could be known, in any table', async ({ assert }) => {
    await aPersonWithEverything()
    assert.isAbove((await whereStored(TRACES)).length, 15)
    const { erasePatient } = await anErasureOffice()
    const result = await erasePatient()

    assert.deepEqual(await whereStored(TRACES), [])
    assert.containSubset(result, {
      outcome: 'erased',
      dryRun: false,
      deleted: {
        patients: 1,
        immunizations: 2,
        sms_messages: 12,
        sms_attempts: 12,
        sms_webhook_logs: 14,
        inbound_messages: 1,
        sms_consents: 2,
        sms_consent_events: 2,
        sending_counts: 1,
      },
      optOutsKept: 1,
      kept: [],
    })
    assert.equal(await countOf('sms_former_ids'), 0)
    assert.equal(await countOf('erased_opt_outs'), 1)
    assert.equal(await countOf('sending_counts'), 1, 'the counter of the whole day stays')
  })

  test('leaves everybody else as they are', async ({ assert }) => {
    const other = await aPatient()
    await anImmunization({ patientId: other.id })
    await aMessageOf(other, { phoneNumber: other.caregiverPhone })
    await aConsent(other.caregiverPhone!, 'opted_out')
    await aReplyRow({ phone_number: other.caregiverPhone, body: 'merci' })
    const before = await everythingStored()

    await aPersonWithEverything()
    const { erasePatient } = await anErasureOffice()
    await erasePatient()
    const after = await everythingStored()
    for (const table of ['immunizations', 'sms_attempts', 'sms_message_events', 'sms_webhook_logs'])
      assert.equal(after.get(table), before.get(table), table)
    for (const table of ['sms_messages', 'sms_consents', 'sms_consent_events', 'inbound_messages'])
      assert.equal(after.get(table), before.get(table), table)
    assert.isNotNull(await Patient.find(other.id))
  })

  test('is written down without saying who it was', async ({ assert }) => {
    await aPersonWithEverything()
    const { erasePatient } = await anErasureOffice()
    await erasePatient({ reason: 'asked for by the mother' })
    const [event] = await AuditEvent.query().where('action', 'person_erased')
    assert.equal(event.actor, 'cli:tester')
    assert.match(event.subject!, /^patient:[0-9a-f]{64}$/)
    const detail = JSON.parse(event.detail!)
    assert.include(detail, { reason: 'asked for by the mother', optOutsKept: 1, filesChanged: 0 })
    assert.include(detail.deleted, { patients: 1, sms_messages: 12 })
  })

  test('keeps the counts of the days: those that are over by status, today as erased', async ({
    assert,
  }) => {
    await aPersonWithEverything()
    const { erasePatient } = await anErasureOffice()
    await erasePatient()
    assert.deepEqual(
      await days(),
      [
        '2026-03-07 cancelled 1',
        '2026-03-07 dead_letter 1',
        '2026-03-07 delivered 1',
        '2026-03-07 expired 1',
        '2026-03-07 failed 1',
        '2026-03-07 suppressed 1',
        '2026-03-07 undelivered 1',
        '2026-03-07 unknown 1',
        '2026-03-07 sent 1',
        '2026-03-08 sent 1',
        /** What was pending moved today, and one was delivered today. */
        '2026-03-10 erased 2',
      ].sort()
    )
  })

  test('without the patient, or a second time, there is nobody', async ({ assert }) => {
    await aPersonWithEverything()
    const { erasePatient } = await anErasureOffice()
    assert.equal((await erasePatient({ patientRef: 'CM-YDE/0816' })).outcome, 'nobody')
    await erasePatient()
    const before = await everythingStored()
    assert.equal((await erasePatient()).outcome, 'nobody')
    assert.deepEqual(await everythingStored(), before, 'not even an audit event')
  })

  test('rehearses: the same counts, and nothing is changed', async ({ assert }) => {
    await aPersonWithEverything()
    const { erasePatient } = await anErasureOffice()
    const before = await everythingStored()
    const rehearsal = await erasePatient({ dryRun: true })
    assert.deepEqual(await everythingStored(), before)

    const { deleted, ...result } = await erasePatient()
    /** The cancellation of what was pending is one event more. */
    deleted.sms_message_events -= 1
    /** A rehearsal also counts texts that are deleted. */
    assert.equal(result.textsRedacted, 0)
    const { textsRedacted, overwritten } = rehearsal
    assert.isAbove(textsRedacted, 0)
    assert.equal(overwritten.outcome, 'later')
    assert.equal(result.overwritten.outcome, 'done')
    assert.deepEqual({ ...result, deleted, dryRun: true, textsRedacted, overwritten }, rehearsal)
  })

  test('a reference is found however it is written, and no other one', async ({ assert }) => {
    await aPatient({ externalRef: 'É 1' })
    const other = await aPatient({ externalRef: 'E 1' })
    const { erasePatient } = await anErasureOffice()
    assert.equal((await erasePatient({ patientRef: ' E\u0301  1 ' })).outcome, 'erased')
    const left = await Patient.all()
    assert.deepEqual(
      left.map(({ id }) => id),
      [other.id]
    )
  })

  test('is refused when the reason says who it is, or nobody is named', async ({ assert }) => {
    await aPersonWithEverything()
    const { erasePatient, eraseNumber } = await anErasureOffice()
    const before = await everythingStored()
    for (const reason of ['zulmira wished it', `of ${REF}`, 'call 677 12 34 56', 'KANÁRI family'])
      await assert.rejects(() => erasePatient({ reason }), /^reason names the person/)
    await assert.rejects(() => erasePatient({ patientRef: ' ' }), /^ref is empty/)
    for (const patientRef of ['a\0b', 'x'.repeat(101), '\uD800'])
      await assert.rejects(() => erasePatient({ patientRef }), /^ref is not a patient_ref/)
    await assert.rejects(() => eraseNumber({ phoneNumber: '12' }), /^phone is not/)
    assert.deepEqual(await everythingStored(), before)
  })
})

test.group('Erasure where siblings share the number', (group) => {
  withCleanDatabase(group)

  test('takes the child alone: what belongs to the number stays, and is said', async ({
    assert,
  }) => {
    await aPersonWithEverything()
    const sibling = await aPatient({ caregiverPhone: PHONE })
    const message = await aMessageOf(sibling, { body: 'Bonjour' })
    const { erasePatient } = await anErasureOffice()
    const { deleted, kept } = await erasePatient()

    assert.deepEqual(kept, [{ reason: 'number_shared', count: 1 }])
    assert.include(deleted, { patients: 1, sms_messages: 11, sms_consents: 1, inbound_messages: 0 })
    assert.equal((await sibling.refresh()).caregiverPhone, PHONE)
    assert.equal((await message.refresh()).status, 'pending')
    assert.equal(await countOf('sms_consents'), 1)
    assert.deepEqual(await whereStored([REF, FORMER_PHONE, 'Kanari']), [])
  })

  test('with the last of them the number goes', async ({ assert }) => {
    await aPersonWithEverything()
    const sibling = await aPatient({ caregiverPhone: PHONE, externalRef: 'P-SIBLING' })
    await aMessageOf(sibling, { body: 'Bonjour' })
    const { erasePatient } = await anErasureOffice()
    await erasePatient()
    const { kept, optOutsKept } = await erasePatient({ patientRef: 'P-SIBLING' })
    assert.deepEqual(kept, [])
    assert.equal(optOutsKept, 1)
    assert.deepEqual(await whereStored(TRACES), [])
  })

  test('a number that another patient was sent to before counts as shared', async ({ assert }) => {
    await aPersonWithEverything()
    const other = await aPatient()
    await aMessageOf(other, { status: 'delivered', body: 'Bonjour' })
    const { erasePatient } = await anErasureOffice()
    assert.deepEqual((await erasePatient()).kept, [{ reason: 'number_shared', count: 1 }])
    assert.equal(await SmsMessage.query().where('patient_id', other.id).first().then(Boolean), true)
  })
})

test.group('Erasure of a number', (group) => {
  withCleanDatabase(group)

  test('takes all that belongs to it, and the number off the patients', async ({ assert }) => {
    const patient = await aPersonWithEverything()
    const sibling = await aPatient({ caregiverPhone: PHONE })
    await aMessageOf(sibling, { body: 'Bonjour' })
    const { eraseNumber } = await anErasureOffice()
    const result = await eraseNumber({ phoneNumber: '6 77 12 34 56' })

    assert.deepEqual(await whereStored(['77123456', REPLY]), [])
    assert.equal(result.outcome, 'erased')
    assert.equal(result.numbersTakenOff, 2)
    assert.include(result.deleted, { patients: 0, immunizations: 0, sms_messages: 12 })
    for (const each of [patient, sibling]) {
      await each.refresh()
      assert.isNull(each.caregiverPhone)
      assert.equal(each.status, 'active')
    }
    const [left] = await SmsMessage.all()
    assert.equal(left.phoneNumber, FORMER_PHONE, 'messages to another number are not of this one')
    const [event] = await AuditEvent.query().where('action', 'person_erased')
    assert.match(event.subject!, /^number:[0-9a-f]{64}$/)
  })

  test('nobody has it: nothing is changed', async ({ assert }) => {
    await aPersonWithEverything()
    const { eraseNumber } = await anErasureOffice()
    const before = await everythingStored()
    assert.equal((await eraseNumber({ phoneNumber: '+237677000001' })).outcome, 'nobody')
    assert.deepEqual(await everythingStored(), before)
  })

  test('a receipt of several people loses its body, and stays for the others', async ({
    assert,
  }) => {
    const other = await aMessage({ status: 'delivered' })
    await aWebhookLog({
      kind: 'delivery_receipt',
      message_id: other.id,
      phone_number: other.phoneNumber,
      body: `[{"address":"tel:${PHONE}"},{"address":"tel:${other.phoneNumber}"}]`,
    })
    const { eraseNumber } = await anErasureOffice()
    assert.equal((await eraseNumber()).bodiesEmptied, 1)
    assert.deepEqual(await whereStored(['77123456']), [])
    const [log] = await db.from('sms_webhook_logs')
    assert.equal(log.body, '')
    assert.equal(log.message_id, other.id)
  })

  test('a call that could not be read for want of the country goes, and no other', async ({
    assert,
  }) => {
    const unreadable = { phone_number: null, state: 'unreadable' }
    await aWebhookLog({ ...unreadable, body: `{"from":"677123456","message":"${REPLY}"}` })
    await aWebhookLog({ ...unreadable, body: '{"from":"677123457"}' })
    const { eraseNumber } = await anErasureOffice()
    assert.equal((await eraseNumber()).deleted.sms_webhook_logs, 1)
    assert.deepEqual(await whereStored(TRACES), [])
    assert.equal(await countOf('sms_webhook_logs'), 1)
  })

  test('a STOP that nobody had handled is obeyed first', async ({ assert }) => {
    const { eraseNumber } = await anErasureOffice()
    const message = 'STOP'
    const body = JSON.stringify({
      inboundSMSMessageNotification: {
        inboundSMSMessage: { senderAddress: `tel:${PHONE}`, message },
      },
    })
    await aWebhookLog({ state: 'received', body })
    const { optOutsKept, kept, deleted } = await eraseNumber()
    assert.equal(optOutsKept, 1)
    assert.deepEqual(kept, [])
    assert.include(deleted, { sms_webhook_logs: 1, inbound_messages: 1, sms_consents: 1 })
    assert.deepEqual(await whereStored(['77123456']), [])
  })

  test('a reply that cannot be handled stays, and is said', async ({ assert }) => {
    const { eraseNumber } = await anErasureOffice()
    await aWebhookLog({ state: 'received', body: 'no longer readable' })
    await aConsent(PHONE, 'opted_in')
    const { kept, outcome } = await eraseNumber()
    assert.equal(outcome, 'erased')
    assert.deepEqual(kept, [{ reason: 'reply_not_handled', count: 1 }])
    assert.equal(await countOf('sms_webhook_logs'), 1)
  })
})

test.group('Erasure of a person with many messages', (group) => {
  withCleanDatabase(group)

  test('goes in batches, each with the counts of its days', async ({ assert }) => {
    const patient = await aPersonWithEverything()
    for (let n = 0; n < 10; n++) await aMessageOf(patient, { status: 'sent' }, n)
    const { erasePatient } = await anErasureOffice({ cleanup: { batchSize: 4 } })
    const { deleted } = await erasePatient()
    assert.include(deleted, { sms_messages: 22, sms_attempts: 22, patients: 1, sms_consents: 2 })
    assert.deepEqual(await whereStored(TRACES), [])
    const [{ total }] = await db.from('sms_daily_counts').sum('count as total')
    assert.equal(Number(total), 22, 'every message is still counted once')
  })
})
