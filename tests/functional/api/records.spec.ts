import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import limiter from '@adonisjs/limiter/services/main'
import { DateTime } from 'luxon'
import Patient from '#models/patient'
import { anApiToken } from '#tests/helpers/api_tokens'
import { aMessage, aPatient, anImmunization, PHONE } from '#tests/helpers/arrange'
import { auditTrail } from '#tests/helpers/audit_trail'
import { aConsent } from '#tests/helpers/consents'
import { withCleanDatabase } from '#tests/helpers/database'

const API = '/api/v1'
const day = (days: number) => DateTime.utc().plus({ days }).toISODate()

const AMINA = {
  first_name: 'Amina',
  last_name: 'Ngo',
  birth_date: '2026-01-27',
  caregiver_phone: '677 12 34 56',
  facility: 'CSI Briqueterie',
  timezone: 'Africa/Douala',
}
const aRecord = (values: object = {}) => ({
  patient_ref: 'P-1',
  ...AMINA,
  vaccine: 'Penta',
  dose: '1',
  due_on: day(8),
  ...values,
})

const fieldsOf = (response: any) =>
  JSON.parse(response.text()).errors.map(({ field }: any) => field)
const statesOf = ({ messages }: any) =>
  messages.map(({ type, status, reason }: any) => [type, status, reason].join(' '))

test.group('Records of the API', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())

  async function aRegister(client: any) {
    const token = await anApiToken('patients:write', 'patients:read')
    const call = (method: string) => (path: string, body?: unknown) => {
      const request = client[method](`${API}${path}`).bearerToken(token)
      return body === undefined ? request : request.json(body)
    }
    return { put: call('put'), post: call('post'), get: call('get') }
  }

  test('register a patient, a dose and a visit, and each answer names the reminders', async ({
    client,
    assert,
  }) => {
    const { put, post, get } = await aRegister(client)
    const dose = '/patients/P-1/immunizations/Penta/1'
    ;(await put(dose, { due_on: day(8) })).assertStatus(404)

    const made = await put('/patients/P-1', { ...AMINA, consent: 'yes' })
    made.assertStatus(201)
    assert.include(made.body(), { patient_ref: 'P-1', outcome: 'created' })
    assert.equal((await Patient.firstOrFail()).caregiverPhone, PHONE)

    const planned = await put(dose, { due_on: day(8) })
    planned.assertStatus(201)
    assert.deepEqual(statesOf(planned.body()), ['7_day_reminder pending '])
    const moved = await put(dose, { due_on: day(30) })
    assert.include(moved.body(), { outcome: 'updated', due_on: day(30) })
    assert.deepEqual(statesOf(moved.body()), ['7_day_reminder cancelled due_date_moved'])
    const back = await put(dose, { due_on: day(8) })
    assert.deepEqual(statesOf(back.body()), ['7_day_reminder pending '])
    assert.deepInclude((await put(dose, { due_on: day(8) })).body(), {
      outcome: 'unchanged',
      messages: [],
    })

    const states = []
    for (const cancelled of [true, false]) {
      const answer = await put(dose, { due_on: day(8), cancelled })
      assert.equal(answer.body().outcome, 'updated')
      assert.equal(answer.body().cancelled_at !== null, cancelled)
      states.push(...statesOf(answer.body()))
    }
    assert.deepEqual(states, [
      '7_day_reminder cancelled immunization_cancelled',
      '7_day_reminder pending ',
    ])

    const visit = await post(`${dose}/visits`, { administered_on: day(0) })
    visit.assertStatus(201)
    assert.include(visit.body(), { outcome: 'recorded', administered_on: day(0) })
    assert.deepEqual(statesOf(visit.body()), ['7_day_reminder cancelled visit_recorded'])
    const again = await post('/patients/P-1/visits', {
      vaccine: 'Penta',
      dose: 1,
      administered_on: day(-1),
    })
    again.assertStatus(200)
    assert.include(again.body(), { outcome: 'unchanged', administered_on: day(0) })
    assert.include((await get(dose)).body(), { patient_ref: 'P-1', administered_on: day(0) })
    assert.deepEqual(
      (await auditTrail()).map(({ action }) => action),
      [
        'token_created',
        'records_registered',
        ...Array.from({ length: 5 }, () => 'immunization_written'),
        'visit_recorded',
        'personal_data_read',
      ]
    )
  })

  test('of a child who died or moved suppress what is open, at once', async ({
    client,
    assert,
  }) => {
    const { put } = await aRegister(client)
    await put('/batches', [aRecord()])
    const moved = await put('/patients/P-1/status', { status: 'moved', reason: 'to Douala' })
    assert.include(moved.body(), { outcome: 'changed', before: 'active', status: 'moved' })
    assert.deepEqual(statesOf(moved.body()), ['7_day_reminder suppressed patient_inactive'])
    const back = await put('/patients/P-1', { ...AMINA, status: 'active' })
    assert.equal(back.body().reminders.reopened, 1)

    const died = await put('/patients/P-1', { ...AMINA, status: 'died' })
    assert.equal(died.body().reminders.suppressed, 1)
    for (const [path, body, status] of [
      ['/patients/P-1', { ...AMINA, status: 'active' }, 422],
      ['/patients/P-1/status', { status: 'active' }, 409],
      ['/patients/P-1/status', { status: 'active', replace: true }, 200],
    ] as const) {
      const answer = await put(path, body)
      answer.assertStatus(status)
    }
    const [event] = (await auditTrail()).filter(({ action }) => action === 'patient_status_changed')
    assert.deepEqual(event.detail, { from: 'active', to: 'moved', reason: 'to Douala' })
  })

  test('come by the thousand and are answered one by one, by the rules of an import', async ({
    client,
    assert,
  }) => {
    const { put } = await aRegister(client)
    const { caregiver_phone: omitted, ...withoutPhone } = aRecord({ patient_ref: 'P-4' })
    const records = [
      aRecord(),
      aRecord({ dose: 2, due_on: day(60) }),
      aRecord({ first_name: 'Awa', dose: '3' }),
      aRecord({ patient_ref: 'P-2', due_on: 'soon', vacine: 'MR', consent: 'no' }),
      { patient_ref: 'P-3', ...AMINA },
      withoutPhone,
      aRecord({ patient_ref: 'P-5', timezone: 5 }),
      7,
    ]
    const answer = await put('/batches', { records })
    answer.assertStatus(200)
    const { data, meta } = answer.body()
    assert.deepEqual(
      data.map(({ outcome }: any) => outcome),
      ['created', 'created', 'rejected', 'rejected', 'created', 'rejected', 'rejected', 'rejected']
    )
    assert.deepEqual(data[2].errors, [
      { field: 'first_name', message: '"Awa" is "Amina" for the same patient in record 1' },
    ])
    assert.deepEqual(
      data[3].errors.map(({ field }: any) => field),
      ['vacine', 'due_on']
    )
    assert.deepEqual(data[3].in_force, ['the refusal'])
    assert.deepEqual(data[5].errors, [{ field: 'caregiver_phone', message: 'is required' }])
    assert.deepEqual(meta.outcomes, { created: 3, updated: 0, unchanged: 0, rejected: 5 })
    assert.equal((await db.from('sms_consents').firstOrFail()).status, 'opted_out')
    assert.deepEqual(statesOf(data[0]), ['7_day_reminder suppressed opted_out'])
    const again = await put('/batches', records)
    assert.equal(again.body().meta.outcomes.unchanged, 3)

    for (const body of [[], {}, { records: {} }, { records, replace: 'yes' }, { recods: records }])
      (await put('/batches', body)).assertStatus(422)
    const tooMany = await put(
      '/batches',
      Array.from({ length: 1_001 }, () => ({}))
    )
    tooMany.assertStatus(422)
  })

  test('do not overwrite another child, nor tell who is on record', async ({ client, assert }) => {
    const { put } = await aRegister(client)
    await put('/patients/P-1', AMINA)
    const other = {
      ...AMINA,
      first_name: 'Jean',
      birth_date: '2020-01-01',
      caregiver_phone: '+237690000009',
    }
    const refused = await put('/patients/P-1', other)
    refused.assertStatus(422)
    assert.sameMembers(fieldsOf(refused), [
      'patient_ref',
      'first_name',
      'birth_date',
      'caregiver_phone',
    ])
    for (const known of ['Amina', '2026-01-27', '677123456'])
      assert.notInclude(refused.text(), known)
    const replaced = await put('/patients/P-1', { ...other, replace: true })
    assert.include(replaced.body(), { outcome: 'updated' })
  })

  test('that are wrong are told everything at once', async ({ client, assert }) => {
    const { put, post } = await aRegister(client)
    const wrong = await put('/patients/P-1', {
      firstname: 'Amina',
      caregiver_phone: '12',
      facility: 'x'.repeat(101),
      vaccine: 'MR',
      status: 'gone',
    })
    wrong.assertStatus(422)
    assert.sameMembers(fieldsOf(wrong), [
      'firstname',
      'vaccine',
      'first_name',
      'caregiver_phone',
      'facility',
      'status',
    ])
    await put('/patients/P-1', AMINA)
    const dose = await put('/patients/P-1/immunizations/Penta/1', { due: day(1), cancelled: 'x' })
    assert.sameMembers(fieldsOf(dose), ['due', 'due_on', 'cancelled'])
    const visit = await post('/patients/P-1/visits', { vaccine: 'MR', administered_on: day(9) })
    assert.sameMembers(fieldsOf(visit), ['dose', 'administered_on'])
    const unknown = await post('/patients/P-1/visits', {
      vaccine: 'MR',
      dose: '1',
      administered_on: day(0),
    })
    unknown.assertStatus(404)
    assert.equal(JSON.parse(unknown.text()).code, 'E_NO_SUCH_IMMUNIZATION')
  })

  test('are read with masked numbers, unless the token has phones:read', async ({
    client,
    assert,
  }) => {
    const patient = await aPatient({ externalRef: 'P-1', caregiverPhone: PHONE, status: 'moved' })
    await aPatient({ externalRef: 'P-2' })
    const { id } = await anImmunization({ patientId: patient.id, dueOn: '2026-03-10' })
    await aMessage({ patientId: patient.id, immunizationId: id, dueOn: '2026-03-10' } as any)
    await aConsent(PHONE, 'opted_in')
    const masked = await anApiToken('patients:read')
    const whole = await anApiToken('patients:read', 'phones:read')
    const get = (token: string, path: string) => client.get(`${API}${path}`).bearerToken(token)

    for (const [token, number] of [
      [masked, '+237•••••••56'],
      [whole, PHONE],
    ]) {
      const shown = (await get(token, '/patients/P-1')).body()
      assert.include(shown, { patient_ref: 'P-1', status: 'moved', caregiver_phone: number })
      assert.equal(shown.consent.status, 'opted_in')
      const list = await get(token, `/patients?phone_number=${encodeURIComponent(PHONE)}`)
      assert.equal(list.body().data[0].caregiver_phone, number)
    }
    const refs = async (path: string) => {
      const { data } = (await get(masked, path)).body()
      return data.map(({ patient_ref: ref }: any) => ref)
    }
    assert.deepEqual(await refs('/patients?status=moved'), ['P-1'])
    assert.deepEqual(await refs('/patients?status=active'), ['P-2'])
    assert.deepEqual(await refs('/immunizations?due_on=2026-03-10'), ['P-1'])
    assert.deepEqual(await refs('/immunizations?due_on=2026-03-10&facility=none'), [])
    ;(await get(masked, '/immunizations')).assertStatus(422)
    ;(await get(masked, '/patients/P-9')).assertStatus(404)

    const first = (await get(masked, '/patients?limit=1')).body()
    const next = first.meta.next_cursor
    assert.deepEqual(await refs(`/patients?limit=1&cursor=${next}`), ['P-2'])
  })
})
