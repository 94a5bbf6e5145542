import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import Facility from '#models/facility'
import Immunization from '#models/immunization'
import Patient from '#models/patient'
import SmsMessage from '#models/sms_message'
import { writeNames } from '#registry/write_names'

/** The caregiver that most tests are about. */
export const PHONE = '+237677123456'

/**
 * Rows to start a test from, each with sensible defaults: name only what the
 * test is about. Numbers make references unique within a run.
 */
let serial = 0
const next = () => ++serial

export async function aFacility(
  values: Partial<InstanceType<typeof Facility>> = {}
): Promise<Facility> {
  const code = values.code ?? `Centre ${next()}`
  return Facility.create({ code, name: code, timezone: 'Africa/Douala', language: 'fr', ...values })
}

export async function aPatient(
  values: Partial<InstanceType<typeof Patient>> = {}
): Promise<Patient> {
  const n = next()
  const facilityId = values.facilityId ?? (await aFacility().then((facility) => facility.id))
  const patient = await Patient.create({
    externalRef: `P-${n}`,
    firstName: 'Amina',
    lastName: 'Ngo',
    birthDate: '2025-12-01',
    caregiverPhone: `+2376900${String(n).padStart(5, '0')}`,
    language: 'fr',
    status: 'active',
    facilityId,
    ...values,
  })
  const { id, firstName, lastName } = patient
  await writeNames(db.connection(), [{ id, first_name: firstName, last_name: lastName }])
  return patient
}

export async function anImmunization(
  values: Partial<InstanceType<typeof Immunization>> = {}
): Promise<Immunization> {
  const patientId = values.patientId ?? (await aPatient().then((patient) => patient.id))
  return Immunization.create({
    patientId,
    vaccine: 'Penta',
    dose: '1',
    dueOn: '2026-03-10',
    administeredOn: null,
    ...values,
  })
}

/** A message that is due unless told otherwise; `custom` with its own text, so that it needs no template. */
export async function aMessage(
  values: Partial<InstanceType<typeof SmsMessage>> = {}
): Promise<SmsMessage> {
  const n = next()
  return SmsMessage.create({
    messageType: 'custom',
    status: 'pending',
    phoneNumber: `+2376910${String(n).padStart(5, '0')}`,
    language: 'fr',
    body: 'Rappel de vaccination',
    priority: 2,
    scheduledAt: DateTime.fromISO('2026-03-09T08:00:00Z', { zone: 'utc' }),
    source: 'test',
    attemptCount: 0,
    retryCount: 0,
    dedupeKey: `test:${n}`,
    ...values,
  })
}
