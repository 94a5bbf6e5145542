import db from '@adonisjs/lucid/services/db'
import { MESSAGE_STATUSES } from '#messages/message_status'
import type Patient from '#models/patient'
import { toSqlInstant } from '#storage/instants'
import { aMessage, anImmunization, aPatient, PHONE } from '#tests/helpers/arrange'
import { aConsent } from '#tests/helpers/consents'
import { aReplyRow, aWebhookLog } from '#tests/helpers/inbound_rows'
import { anOccurrenceRow, aScheduleRow } from '#tests/helpers/schedule_rows'
import { now } from '#tests/helpers/test_clock'

export const REF = 'CM-YDE/0815'
export const FORMER_PHONE = '+237677999888'
export const FIRST_NAME = 'Zulmira'
export const LAST_NAME = 'Kanari'
export const TEXT = 'Bonjour Zulmira, vaccin demain'
export const REPLY = 'Zulmira est malade'
/** Whatever may say who it was. */
export const TRACES = [REF, '77123456', '77999888', FIRST_NAME, LAST_NAME, 'malade']

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
  await aReplyRow({ webhook_log_id: await aWebhookLog() })
  await aWebhookLog({ phone_number: null, state: 'unreadable', body: `<x>tel:${PHONE}</x>` })
  const payload = JSON.stringify({ phoneNumber: PHONE, message: TEXT })
  await anOccurrenceRow({ schedule_id: await aScheduleRow({ payload }), payload })
  /** Of a schedule that has another number by now. */
  await anOccurrenceRow({ payload })
  const day = toSqlInstant(now).slice(0, 10)
  await db.table('sending_counts').insert({ day, counted: PHONE, count: 3 })
  await db.table('sending_counts').insert({ day, counted: '*', count: 9 })
  return patient
}
