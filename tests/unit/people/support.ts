import { createHash } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { MESSAGE_STATUSES } from '#models/message_status'
import type Patient from '#models/patient'
import { ErasePerson } from '#people/erase_person'
import type { ErasureRequest } from '#people/erasure_request'
import { toSqlInstant } from '#storage/instants'
import { aMessage, anImmunization, aPatient } from '#tests/helpers/arrange'
import { anOccurrenceRow, aScheduleRow } from '#tests/helpers/schedule_rows'
import { anEngine, TEST_NOW } from '#tests/helpers/sweeps'
import { aFile, aRow, csv, importFile } from '#tests/unit/imports/support'

export const REF = 'CM-YDE/0815'
export const PHONE = '+237677123456'
export const FORMER_PHONE = '+237677999888'
export const FIRST_NAME = 'Zulmira'
export const LAST_NAME = 'Kanari'
export const TEXT = 'Bonjour Zulmira, vaccin demain'
export const REPLY = 'Zulmira est malade'
/** Whatever may say who it was. */
export const TRACES = [REF, '77123456', '77999888', FIRST_NAME, LAST_NAME, 'malade']

/** The engine and the erasure on one clock and one configuration. */
export async function anErasureOffice(parts: Parameters<typeof anEngine>[0] = {}) {
  const engine = await anEngine(parts)
  const erasure = await engine.resolver.make(ErasePerson)
  const as = { actor: 'cli:tester' }
  return {
    ...engine,
    erasePatient: (request: Options & { patientRef?: string } = {}) =>
      erasure.run({ patientRef: REF, ...as, ...request }),
    eraseNumber: (request: Options & { phoneNumber?: string } = {}) =>
      erasure.run({ phoneNumber: PHONE, defaultCountry: 'CM', ...as, ...request }),
  }
}

type Options = Pick<ErasureRequest, 'reason' | 'dryRun'>

export const now = DateTime.fromISO(TEST_NOW, { zone: 'utc' })
const NOW = toSqlInstant(now)

export async function aConsent(phone: string, status: 'opted_in' | 'opted_out') {
  const values = { phone_number: phone, source: 'reply', evidence: 'webhook_log:1' }
  await db.table('sms_consents').insert({ ...values, status, created_at: NOW, updated_at: NOW })
  const event = { ...values, at: NOW, to_status: status, actor: 'reply' }
  await db.table('sms_consent_events').insert(event)
}

/** A call of the operator, as it is stored. */
export async function aWebhookLog(values: Record<string, unknown> = {}): Promise<number> {
  const body = values.body ?? JSON.stringify({ senderAddress: `tel:${PHONE}`, message: REPLY })
  const [row] = await db
    .table('sms_webhook_logs')
    .insert({
      kind: 'inbound_message',
      fingerprint: createHash('sha256').update(JSON.stringify(values)).digest('hex'),
      received_at: NOW,
      last_received_at: NOW,
      state: 'applied',
      phone_number: PHONE,
      ...values,
      body,
    })
    .returning('id')
  return Number(row.id ?? row)
}

export async function aReply(values: Record<string, unknown> = {}) {
  await db.table('inbound_messages').insert({
    received_at: NOW,
    phone_number: PHONE,
    body: REPLY,
    effect: 'unchanged',
    ...values,
  })
}

/** A message of the patient with an attempt, an event and a receipt, moved so many days ago. */
export async function aMessageOf(
  patient: Patient,
  values: Parameters<typeof aMessage>[0] = {},
  daysAgo = 0
) {
  const message = await aMessage({
    patientId: patient.id,
    phoneNumber: PHONE,
    body: TEXT,
    attemptCount: 1,
    ...values,
  })
  const movedAt = toSqlInstant(now.minus({ days: daysAgo }))
  await db.from('sms_messages').where('id', message.id).update({ updated_at: movedAt })
  await db.table('sms_attempts').insert({
    message_id: message.id,
    number: 1,
    gateway: 'log',
    account: 'log',
    lease_token: 'token',
    started_at: movedAt,
    error_message: `refused for ${message.phoneNumber}`,
  })
  await db.table('sms_message_events').insert({
    message_id: message.id,
    at: movedAt,
    actor: 'sweep',
    to_status: message.status,
    detail: message.body,
  })
  await aWebhookLog({
    kind: 'delivery_receipt',
    message_id: message.id,
    phone_number: message.phoneNumber,
    provider_message_id: `id-${message.id}`,
    body: JSON.stringify({ address: `tel:${message.phoneNumber}` }),
  })
  return message
}

/** A child of whom there is something everywhere: a message in every state but `sending`, replies, a no, counters. */
export async function aPersonWithEverything() {
  const patient = await aPatient({
    externalRef: REF,
    firstName: FIRST_NAME,
    lastName: LAST_NAME,
    caregiverPhone: PHONE,
  })
  const { id: immunizationId } = await anImmunization({ patientId: patient.id })
  await anImmunization({ patientId: patient.id, dose: '2', dueOn: '2026-05-10' })
  for (const status of MESSAGE_STATUSES.filter((name) => name !== 'sending'))
    await aMessageOf(patient, { status, immunizationId }, 3)
  const former = await aMessageOf(patient, { status: 'sent', phoneNumber: FORMER_PHONE }, 2)
  await db.table('sms_former_ids').insert({ provider_message_id: 'former', message_id: former.id })
  await aMessageOf(patient, { status: 'delivered', patientId: null, body: REPLY }, 0)
  await aConsent(PHONE, 'opted_out')
  await aConsent(FORMER_PHONE, 'opted_in')
  await aReply({ webhook_log_id: await aWebhookLog() })
  await aWebhookLog({ phone_number: null, state: 'unreadable', body: `<x>tel:${PHONE}</x>` })
  const payload = JSON.stringify({ phoneNumber: PHONE, message: TEXT })
  await anOccurrenceRow({ schedule_id: await aScheduleRow({ payload }), payload })
  /** Of a schedule that has another number by now. */
  await anOccurrenceRow({ payload })
  const day = NOW.slice(0, 10)
  await db.table('sending_counts').insert({ day, counted: PHONE, count: 3 })
  await db.table('sending_counts').insert({ day, counted: '*', count: 9 })
  return patient
}

export async function countOf(table: string): Promise<number> {
  const [{ total }] = await db.from(table).count('* as total')
  return Number(total)
}

/** Rows of the person and of others that an import rejected, as people write them. Returns the paths. */
export async function anImportWithRejectedRows(name = 'patients.csv') {
  const quoted = (values: Parameters<typeof aRow>[0]) =>
    aRow(values).map((value) => `"${value.replaceAll('"', '""')}"`)
  const content = csv(
    quoted({
      patient_ref: REF,
      first_name: FIRST_NAME,
      caregiver_phone: '12',
      due_on: '2026-13-01',
    }),
    quoted({
      patient_ref: 'P-7',
      caregiver_phone: '12',
      first_name: 'Other "O"\nof two lines',
      due_on: 'tomorrow',
    }),
    quoted({ patient_ref: 'P-8', caregiver_phone: '677 12 34 56 / 699', dose: '' }),
    quoted({ patient_ref: REF, last_name: `${LAST_NAME}\nNgo`, caregiver_phone: PHONE, dose: '' }),
    [REF, FIRST_NAME, 'too few'],
    ['P-9', 'too few']
  )
  const file = await aFile(content, name)
  const { rejectedFile } = await importFile(file, { now: TEST_NOW })
  return { file, rejectedFile: rejectedFile! }
}
