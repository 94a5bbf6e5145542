import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { COLUMNS } from '#imports/columns'
import Facility from '#models/facility'
import Immunization from '#models/immunization'
import Patient from '#models/patient'
import { withCleanDatabase } from '#tests/helpers/database'
import { aFile, aRow, csv, importFile, importText } from '#tests/helpers/imports'
import { snapshot } from './support.js'

const LATER = '2026-03-10T15:00:00Z'

test.group('Importing patients', (group) => {
  withCleanDatabase(group)

  test('makes facility, patient and immunization, and the reminders they ask for', async ({
    assert,
  }) => {
    const summary = await importText(csv(aRow({ due_on: '2026-03-17', first_name: 'Aïcha' })))

    assert.containSubset(summary, {
      rows: 1,
      imported: { created: 1, updated: 0 },
      unchanged: 0,
      rejected: 0,
      rejectedFile: null,
    })
    assert.equal(summary.reminders.planned, 1)
    const patient = await Patient.findByOrFail('external_ref', 'P-1')
    assert.containSubset(patient.$attributes, {
      firstName: 'Aïcha',
      caregiverPhone: '+237677123456',
      language: 'fr',
      status: 'active',
      birthDate: '2026-01-27',
    })
    const facility = await Facility.findOrFail(patient.facilityId)
    assert.containSubset(facility.$attributes, {
      code: 'CSI Briqueterie',
      name: 'CSI Briqueterie',
      timezone: 'Africa/Douala',
    })
    const message = await db.from('sms_messages').firstOrFail()
    assert.containSubset(message, {
      message_type: '7_day_reminder',
      status: 'pending',
      phone_number: '+237677123456',
    })
  })

  test('the same file again changes nothing at all', async ({ assert }) => {
    const file = await aFile(
      csv(
        aRow({ consent: 'yes' }),
        aRow({ dose: '2', due_on: '2026-04-14', timezone: '' }),
        aRow({
          patient_ref: 'P-2',
          caregiver_phone: '',
          birth_date: '',
          language: '',
          last_name: '',
        }),
        aRow({
          patient_ref: 'P-3',
          administered_on: '2026-03-09',
          facility: 'Dakar',
          timezone: 'Africa/Dakar',
        }),
        aRow({
          patient_ref: 'P-4',
          facility: 'Nowhere said',
          timezone: '',
          consent: 'no',
          caregiver_phone: '699000001',
        })
      )
    )
    await importFile(file)
    const before = await snapshot()
    for (const batchSize of [1_000, 2]) {
      const again = await importFile(file, { now: LATER, batchSize })
      assert.containSubset(again, {
        imported: { created: 0, updated: 0 },
        unchanged: 5,
        rejected: 0,
      })
    }
    assert.deepEqual(await snapshot(), before)
  })

  test('a changed row updates its rows alone, and its reminders follow', async ({ assert }) => {
    await importText(csv(aRow(), aRow({ patient_ref: 'P-2' })))
    const summary = await importText(
      csv(aRow({ caregiver_phone: '+237699000009', language: 'en' }), aRow({ patient_ref: 'P-2' })),
      { now: LATER }
    )
    assert.containSubset(summary, { imported: { created: 0, updated: 1 }, unchanged: 1 })
    const [first, second] = await db.from('patients').orderBy('id')
    assert.equal(first.caregiver_phone, '+237699000009')
    assert.notEqual(first.updated_at, first.created_at)
    assert.equal(second.updated_at, second.created_at)
    const [message] = await db.from('sms_messages').where('patient_id', first.id)
    assert.containSubset(message, {
      phone_number: '+237699000009',
      language: 'en',
      status: 'pending',
    })
  })

  test('a moved due date cancels the reminder of the old one; a visit cancels them all', async ({
    assert,
  }) => {
    await importText(csv(aRow({ due_on: '2026-03-17' })))
    await importText(csv(aRow({ due_on: '2026-03-18' })))
    const reasons = () => db.from('sms_messages').orderBy('id').select('status', 'reason', 'due_on')
    assert.containSubset(await reasons(), [
      { status: 'cancelled', reason: 'due_date_moved', due_on: '2026-03-17' },
      { status: 'pending', due_on: '2026-03-18' },
    ])
    await importText(csv(aRow({ due_on: '2026-03-18', administered_on: '2026-03-10' })))
    assert.equal((await reasons()).filter(({ status }) => status === 'pending').length, 0)
  })

  test('a row without a visit does not take a recorded visit back', async ({ assert }) => {
    const file = await aFile(csv(aRow()))
    await importFile(file)
    await db.from('immunizations').update({ administered_on: '2026-03-10' })
    const summary = await importFile(file)
    assert.containSubset(summary, { unchanged: 1, visitsKept: 1 })
    const immunization = await Immunization.firstOrFail()
    assert.equal(immunization.administeredOn, '2026-03-10')
  })

  test('another zone of a facility moves the reminders of all its patients', async ({ assert }) => {
    await importText(csv(aRow(), aRow({ patient_ref: 'P-2' })))
    const before = await db.from('sms_messages').orderBy('id')
    const summary = await importText(csv(aRow({ timezone: 'Africa/Dakar' })))
    assert.containSubset(summary, { imported: { updated: 1 }, reminders: { rescheduled: 2 } })
    const after = await db.from('sms_messages').orderBy('id')
    for (const [index, message] of after.entries())
      assert.notEqual(message.planned_at, before[index].planned_at)
  })

  test('without a zone a new facility has the application’s, a known one keeps its own', async ({
    assert,
  }) => {
    await importText(csv(aRow({ timezone: '' })))
    assert.equal((await Facility.firstOrFail()).timezone, 'UTC')
    await importText(csv(aRow({ timezone: 'Africa/Abidjan' })))
    await importText(csv(aRow({ timezone: '' })))
    assert.equal((await Facility.firstOrFail()).timezone, 'Africa/Abidjan')
  })

  test('a patient without a phone is imported, and the reminder says why it is not sent', async ({
    assert,
  }) => {
    await importText(csv(aRow({ caregiver_phone: '' })))
    assert.containSubset(await db.from('sms_messages').firstOrFail(), {
      status: 'suppressed',
      reason: 'no_phone',
    })
  })

  test('columns that are not there leave what is known', async ({ assert }) => {
    await importText(csv(aRow({ language: 'en', consent: 'yes' })))
    const kept = [
      'patient_ref',
      'first_name',
      'caregiver_phone',
      'facility',
      'vaccine',
      'dose',
      'due_on',
    ]
    const values = aRow({ due_on: '2026-03-20' }).filter((_, index) =>
      kept.includes(COLUMNS[index])
    )
    const summary = await importText(`${kept.join(';')}\n${values.join(';')}\n`)
    assert.equal(summary.imported.updated, 1)
    assert.containSubset((await Patient.firstOrFail()).$attributes, {
      language: 'en',
      lastName: 'Ngo',
      birthDate: '2026-01-27',
    })
  })
})
