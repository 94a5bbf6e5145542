import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FinishErasures } from '#erasure/finish_erasures'
import Patient from '#models/patient'
import { appendAuditEvent } from '#storage/audit_events'
import { isPostgres } from '#storage/dialect_of'
import { toSqlInstant } from '#storage/instants'
import { aMessage, aPatient } from '#tests/helpers/arrange'
import { aConsent } from '#tests/helpers/consents'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import { whereInBytes } from '#tests/helpers/database_bytes'
import { anErasureOffice } from '#tests/helpers/erasure'
import { whereStored } from '#tests/helpers/everything_stored'
import { aRow, csv, importText } from '#tests/helpers/imports'
import { aReplyRow, aWebhookLog } from '#tests/helpers/inbound_rows'
import { aMessageOf } from '#tests/helpers/person_with_everything'
import { anOccurrenceRow, aScheduleRow } from '#tests/helpers/schedule_rows'
import { secondConnection } from '#tests/helpers/second_connection'
import { now } from '#tests/helpers/test_clock'

const REF = 'ZQ-4242'
const PHONE = '+237677424242'
const OTHER = '+237699000001'
const FIRST_NAME = 'Quixota'
const LAST_NAME = 'Zwonitzer'
const TEXT = 'Xylocarpe demain'

/** The number and the person as people and programs write them. */
const WRITTEN = [
  PHONE,
  '677424242',
  '6 77 42 42 42',
  '00237 677-424-242',
  'tel%3A%2B237677424242',
  `${FIRST_NAME} ${LAST_NAME}`,
  'ZWONITZER Quixóta',
  REF,
]

/** What must not be found; each is a part of one of the above. */
const CANARIES = [
  '77424242',
  '77 42 42 42',
  '677-424-242',
  FIRST_NAME,
  LAST_NAME,
  LAST_NAME.toUpperCase(),
  'Quixóta',
  REF,
  'Xylocarpe',
]
const NOTE = (written: string) => `appeler ${written} avant midi`

/** Rows about others, and settings of people, that quote the person in each written form. */
async function quotesEverywhere() {
  const at = toSqlInstant(now)
  for (const [index, written] of WRITTEN.entries()) {
    const text = NOTE(written)
    const payload = JSON.stringify({ phoneNumber: OTHER, message: text, nested: [{ [text]: 1 }] })
    const webhook = { inboundSMSMessage: { senderAddress: `tel:${OTHER}`, message: text } }
    const log = { phone_number: OTHER, body: JSON.stringify(webhook), address: null }
    await aReplyRow({ phone_number: OTHER, body: text, webhook_log_id: await aWebhookLog(log) })
    await aWebhookLog({ phone_number: null, state: 'unreadable', body: `<x ${index}>${text}</x>` })
    const patient = await aPatient({ caregiverPhone: OTHER })
    const message = await aMessageOf(patient, { phoneNumber: OTHER, body: text, status: 'sent' })
    await db.from('sms_messages').where('id', message.id).update({ error_message: text })
    await aMessage({ phoneNumber: OTHER, body: text, dedupeKey: `key ${index} ${written}` })
    await db
      .from('sms_attempts')
      .where('message_id', message.id)
      .update({ error_message: `{"fault":"${text}"}` })
    await anOccurrenceRow({
      schedule_id: await aScheduleRow({
        name: text,
        payload,
        idempotency_key: text,
        disabled_detail: text,
        next_run_at: '2026-04-01 09:00:00',
      }),
      payload,
      error: text,
      result: payload,
    })
    await db
      .table('sending_pauses')
      .insert({ scope: 'facility', subject: `F-${index}`, reason: text, paused_by: 'x', since: at })
    const phone = `+23769900010${index}`
    await aConsent(phone, 'opted_in')
    for (const table of ['sms_consents', 'sms_consent_events'])
      await db.from(table).where('phone_number', phone).update({ evidence: text })
    const audit = { at, actor: 'cli:tester', action: 'sending_paused' } as const
    await appendAuditEvent(db.connection(), { ...audit, detail: { reason: text, changed: true } })
    await db.table('gateway_accounts').insert({
      name: `account-${index}`,
      gateway: 'log',
      state: 'active',
      detail: text,
      created_at: at,
      updated_at: at,
    })
    await db.table('scheduler_runs').insert({
      job: `job-${index}`,
      slot: at,
      claimed_by: 'x',
      lease_until: 0,
      started_at: at,
      error: text,
      tries: 1,
    })
  }
}

/** The person, by import: with rows that are rejected, one of them without a reference. */
async function thePerson() {
  /** PostgreSQL keeps its samples of a table that has become empty. */
  await aPatient({ caregiverPhone: OTHER })
  const own = { patient_ref: REF, first_name: FIRST_NAME, last_name: LAST_NAME }
  const { rejectedFile } = await importText(
    csv(
      aRow({ ...own, caregiver_phone: PHONE }),
      aRow({ ...own, patient_ref: '', caregiver_phone: '12' }),
      aRow({ ...own, patient_ref: '', first_name: 'X', caregiver_phone: PHONE, dose: '' }),
      aRow({ patient_ref: 'P-9', first_name: 'Other', caregiver_phone: OTHER, dose: '' })
    )
  )
  const patient = await Patient.findByOrFail('external_ref', REF)
  await aMessageOf(patient, { phoneNumber: PHONE, body: TEXT, status: 'delivered' })
  await aConsent(PHONE, 'opted_out')
  await aReplyRow({
    phone_number: PHONE,
    body: TEXT,
    webhook_log_id: await aWebhookLog({ phone_number: PHONE }),
  })
  return rejectedFile!
}

test.group('What an erasure leaves', (group) => {
  withCleanDatabase(group)

  test('no trace in any table, in the bytes of the database, and in rejected files', async ({
    assert,
  }) => {
    const rejectedFile = await thePerson()
    await quotesEverywhere()
    assert.isAbove((await whereInBytes(CANARIES)).length, 5)
    const { erasePatient } = await anErasureOffice()
    const result = await erasePatient({ patientRef: REF })

    assert.include(result, { outcome: 'erased' })
    assert.deepEqual(result.overwritten, { outcome: 'done', tooLarge: [] })
    assert.isAbove(result.textsRedacted, 100)
    assert.deepEqual(await whereStored(CANARIES), [])
    assert.deepEqual(await whereInBytes(CANARIES), [])
    const rejected = await readFile(rejectedFile, 'utf8')
    assert.include(rejected, 'P-9')
    for (const canary of CANARIES) assert.notInclude(rejected, canary)
    assert.equal(await countOf('erasures'), 0)
  })

  test('a number alone: no trace of it', async ({ assert }) => {
    await thePerson()
    await quotesEverywhere()
    const { eraseNumber } = await anErasureOffice()
    const { textsRedacted } = await eraseNumber({ phoneNumber: PHONE })
    assert.isAbove(textsRedacted, 50)
    const numbers = CANARIES.filter((canary) => /^\d/.test(canary))
    assert.deepEqual(await whereStored(numbers), [])
    assert.deepEqual(await whereInBytes(numbers), [])
  })

  test('texts of others keep the rest, JSON stays JSON, nothing about the person is sent', async ({
    assert,
  }) => {
    await thePerson()
    const message = NOTE(PHONE)
    const payload = JSON.stringify({ phoneNumber: OTHER, message, n: 1 })
    const values = { payload, name: 'Kept', next_run_at: '2026-04-01 09:00:00' }
    const scheduleId = await aScheduleRow(values)
    await anOccurrenceRow({ schedule_id: scheduleId, payload, status: 'pending' })
    const pending = await aMessage({ phoneNumber: OTHER, body: message })
    await aReplyRow({ phone_number: OTHER, body: message })
    const { erasePatient } = await anErasureOffice()
    await erasePatient({ patientRef: REF })

    const [reply] = await db.from('inbound_messages')
    assert.equal(reply.body, NOTE('[erased]'))
    const [schedule] = await db.from('schedules')
    assert.deepEqual(JSON.parse(schedule.payload), {
      phoneNumber: OTHER,
      message: NOTE('[erased]'),
      n: 1,
    })
    assert.isNotOk(schedule.enabled)
    assert.isNull(schedule.next_run_at)
    const [occurrence] = await db.from('schedule_occurrences')
    assert.include(occurrence, { status: 'cancelled', reason: 'person_erased' })
    await pending.refresh()
    assert.include(pending.$attributes, { status: 'cancelled', reason: 'person_erased' })
  })
})

test.group('An erasure that was cut short', (group) => {
  withCleanDatabase(group)

  for (const kind of ['patient', 'number'] as const) {
    test(`of a ${kind} is finished by the next cleanup, in the texts too`, async ({ assert }) => {
      await thePerson()
      await quotesEverywhere()
      const { erasePatient, eraseNumber, resolver } = await anErasureOffice()
      const aborted = { signal: AbortSignal.abort() }
      const cut =
        kind === 'patient'
          ? await erasePatient({ patientRef: REF, ...aborted })
          : await eraseNumber({ phoneNumber: PHONE, ...aborted })
      assert.equal(cut.textsRedacted, 0)
      assert.equal(await countOf('erasures'), 1)
      assert.isAbove((await whereStored(['77424242'])).length, 3)

      const finish = await resolver.make(FinishErasures)
      assert.equal(await finish.run(), 1)
      const traces = kind === 'patient' ? CANARIES : ['77424242']
      assert.deepEqual(await whereStored(traces), [])
      assert.deepEqual(await whereInBytes(traces), [])
      assert.equal(await countOf('erasures'), 0)
      assert.equal(await finish.run(), 0)
      const events = await db.from('audit_events').where('action', 'person_erased')
      assert.lengthOf(events, 1)
      assert.isAbove(JSON.parse(events[0].detail).textsRedacted, 50)
    })
  }

  test('a patient registered since under the same reference stays', async ({ assert }) => {
    await thePerson()
    const { erasePatient, resolver } = await anErasureOffice()
    await erasePatient({ patientRef: REF, signal: AbortSignal.abort() })
    const other = await aPatient({ externalRef: REF, caregiverPhone: OTHER })
    const finish = await resolver.make(FinishErasures)
    await finish.run()
    assert.isNotNull(await Patient.find(other.id))
  })

  test('rows that an open transaction may still read are not said to be overwritten', async ({
    assert,
  }) => {
    const other = await secondConnection()
    const reader = await other.db.connection().transaction({ isolationLevel: 'repeatable read' })
    await reader.from('patients').count('* as total')
    await thePerson()
    const { erasePatient, resolver } = await anErasureOffice()
    const { overwritten } = await erasePatient({ patientRef: REF })
    assert.equal(overwritten.outcome, 'incomplete')
    assert.equal(await countOf('erasures'), 1)
    await reader.rollback()
    await other.close()
    const finish = await resolver.make(FinishErasures)
    await finish.run()
    assert.equal(await countOf('erasures'), 0)
    assert.deepEqual(await whereInBytes(CANARIES), [])
  }).skip(() => !isPostgres(db.connection()), 'SQLite waits for its readers')

  test('bytes that were left for later are overwritten by the next cleanup', async ({ assert }) => {
    await thePerson()
    await quotesEverywhere()
    const { erasePatient, resolver } = await anErasureOffice()
    const { overwritten } = await erasePatient({ patientRef: REF, overwriteLater: true })
    assert.equal(overwritten.outcome, 'later')
    assert.deepEqual(await whereStored(CANARIES), [], 'its record no longer says who it was')
    assert.equal(await countOf('erasures'), 1)
    const finish = await resolver.make(FinishErasures)
    assert.equal(await finish.run(), 0)
    assert.equal(await countOf('erasures'), 0)
    assert.deepEqual(await whereInBytes(CANARIES), [])
  })
})

/** Last: PostgreSQL keeps the bytes of the template, which is not erased. */
test.group('What an erasure says it left', (group) => {
  withCleanDatabase(group)

  test('templates that name the person, and a name that another patient has', async ({
    assert,
  }) => {
    await thePerson()
    const at = toSqlInstant(now)
    await db.table('sms_templates').insert({
      message_type: 'custom',
      language: 'fr',
      body: NOTE(PHONE),
      version: 1,
      created_at: at,
    })
    await aPatient({ firstName: FIRST_NAME.toUpperCase(), lastName: LAST_NAME })
    await aReplyRow({ phone_number: OTHER, body: NOTE(`${FIRST_NAME} ${LAST_NAME}`) })
    const { erasePatient } = await anErasureOffice()
    const { kept } = await erasePatient({ patientRef: REF })
    assert.deepEqual(kept, [
      { reason: 'name_shared', count: 1 },
      { reason: 'named_in_settings', count: 1 },
    ])
    const [template] = await db.from('sms_templates')
    assert.equal(template.body, NOTE(PHONE))
    const [reply] = await db.from('inbound_messages').where('phone_number', OTHER)
    assert.include(reply.body, FIRST_NAME)
  })
})
