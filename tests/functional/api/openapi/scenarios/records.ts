import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import type Patient from '#models/patient'
import type { Scenario } from '#tests/functional/api/openapi/scenarios'
import { aMessage, aPatient, anImmunization, PHONE } from '#tests/helpers/arrange'
import { aConsent } from '#tests/helpers/consents'
import { installDefaultTemplates } from '#tests/helpers/default_templates'

const NOBODY = { ref: 'nobody' }
const UNKNOWN = { params: NOBODY, code: 'E_NO_SUCH_PATIENT' }

const inDays = (days: number) => DateTime.utc().plus({ days }).toISODate()!

const refOf = ({ externalRef: ref }: Patient) => ({ ref })

async function aDose(values: object = {}) {
  const patient = await aPatient()
  await anImmunization({ patientId: patient.id, dueOn: inDays(3), ...values })
  return { ...refOf(patient), vaccine: 'Penta', dose: '1' }
}

export const recordScenarios: Record<string, Scenario> = {
  'GET /api/v1/patients': async (call) => {
    const patient = await aPatient({ caregiverPhone: PHONE, status: 'moved' })
    await aPatient({ birthDate: null, caregiverPhone: null, language: null })
    const { meta } = await call(200, { query: { limit: 1 } })
    await call(200, { query: { cursor: meta.next_cursor } })
    const query = { phone_number: PHONE, status: 'moved', facility: 'nowhere' }
    await call(200, { query })
    return refOf(patient)
  },

  'GET /api/v1/patients/{ref}': async (call) => {
    await installDefaultTemplates()
    const patient = await aPatient({ caregiverPhone: PHONE })
    const { id } = await anImmunization({ patientId: patient.id, dueOn: inDays(3) })
    await aMessage({ patientId: patient.id, immunizationId: id, dueOn: inDays(3) } as any)
    await aConsent(PHONE, 'opted_out')
    await call(200, { params: refOf(patient) })
    const another = await aPatient({ caregiverPhone: null, status: 'died' })
    await call(200, { params: refOf(another) })
    await call(404, UNKNOWN)
    return refOf(patient)
  },

  'PUT /api/v1/patients/{ref}': async (call) => {
    await installDefaultTemplates()
    const params = { ref: 'P-1' }
    await call(201, { params })
    await call(200, { params })
    return params
  },

  'DELETE /api/v1/patients/{ref}': async (call) => {
    const patient = await aPatient()
    const { id } = await aMessage({ patientId: patient.id, status: 'sending' })
    const lease = { lease_until: Date.now() + 60_000 }
    await db.from('sms_messages').where('id', id).update(lease)
    await call(409, { params: refOf(patient), code: 'E_BEING_SENT' })
    await db.from('sms_messages').where('id', id).update({ status: 'sent', lease_until: null })
    await call(200, { params: refOf(patient) })
    await call(404, UNKNOWN)
    await call(422, { params: { ref: 'x'.repeat(101) }, code: 'E_INVALID_ERASURE_REQUEST' })
  },

  'PUT /api/v1/patients/{ref}/status': async (call) => {
    const params = refOf(await aPatient())
    await call(200, { params })
    await call(200, { params, body: { status: 'died', reason: null } })
    await call(409, { params, body: { status: 'active' }, code: 'E_STATUS_KEPT' })
    await call(200, { params, body: { status: 'active', replace: true } })
    await call(404, UNKNOWN)
    return params
  },

  'GET /api/v1/immunizations': async (call) => {
    await aDose()
    await aDose()
    const { meta } = await call(200, { query: { due_on: inDays(3), limit: 1 } })
    await call(200, { query: { due_on: inDays(3), cursor: meta.next_cursor } })
    await call(200, { query: { due_on: inDays(3), facility: 'nowhere' } })
    await call(422, { code: 'E_VALIDATION_ERROR' })
  },

  'GET /api/v1/patients/{ref}/immunizations/{vaccine}/{dose}': async (call) => {
    const params = await aDose({ administeredOn: inDays(-1) })
    await call(200, { params })
    await call(404, { params: { ...params, dose: '9' }, code: 'E_NO_SUCH_IMMUNIZATION' })
    return params
  },

  'PUT /api/v1/patients/{ref}/immunizations/{vaccine}/{dose}': async (call) => {
    await installDefaultTemplates()
    const params = { ...refOf(await aPatient()), vaccine: 'Penta', dose: '1' }
    await call(201, { params, body: { due_on: inDays(8) } })
    await call(200, { params, body: { due_on: inDays(30), administered_on: null } })
    await call(200, { params, body: { due_on: inDays(30), cancelled: true } })
    await call(200, { params, body: { due_on: inDays(8), administered_on: inDays(0) } })
    await call(200, { params })
    await call(404, UNKNOWN)
    return params
  },

  'POST /api/v1/patients/{ref}/immunizations/{vaccine}/{dose}/visits': async (call) => {
    const params = await aDose()
    await call(201, { params })
    await call(200, { params })
    await call(201, {
      params: { ...params, dose: '2' },
      body: { administered_on: inDays(0), due_on: inDays(0) },
    })
    await call(404, { params: { ...params, dose: '9' }, code: 'E_NO_SUCH_IMMUNIZATION' })
    await call(404, UNKNOWN)
    return params
  },

  'POST /api/v1/patients/{ref}/visits': async (call) => {
    const { ref } = await aDose()
    const params = { ref }
    await call(201, { params })
    await call(200, { params })
    const body = { vaccine: 'MR', dose: '1', administered_on: inDays(0) }
    await call(404, { params, body, code: 'E_NO_SUCH_IMMUNIZATION' })
    await call(404, UNKNOWN)
    return params
  },

  'PUT /api/v1/batches': async (call) => {
    await installDefaultTemplates()
    await call(200)
    const child = { patient_ref: 'P-3', first_name: 'Awa', facility: 'CSI', caregiver_phone: null }
    const whole = { ...child, vaccine: 'MR', dose: 1, due_on: inDays(9) }
    await call(200, { body: [whole, { ...whole, dose: 2, consent: 'no', language: null }] })
    const { data } = await call(200, {
      body: { records: [{ ...whole, patient_ref: 'P-4', due_on: '2026-02-31', consent: 'no' }] },
    })
    if (!data[0].errors) throw new Error('an invalid record was taken')
    await call(413, { raw: { type: 'application/json', content: `[${'[],'.repeat(60_001)}[]]` } })
  },
}
