import { test } from '@japa/runner'
import { readFile, writeFile } from 'node:fs/promises'
import db from '@adonisjs/lucid/services/db'
import { withCleanDatabase } from '#tests/helpers/database'
import { aFile, aRow, csv, importFile, importText } from '#tests/helpers/imports'
import { snapshot } from './support.js'

const AWA = { patient_ref: '001', first_name: 'Awa', last_name: 'Ngo', birth_date: '2026-01-05' }
const ISSA = {
  patient_ref: '001',
  first_name: 'Issa',
  last_name: 'Bello',
  birth_date: '2025-03-15',
  caregiver_phone: '699600002',
  facility: 'CSI Garoua',
  vaccine: 'Rougeole',
}

const patient = () => db.from('patients').firstOrFail()

test.group('Two clinics with one reference', (group) => {
  withCleanDatabase(group)

  test('the second child is rejected with both versions named, and nothing is written', async ({
    assert,
  }) => {
    await importText(csv(aRow(AWA)))
    const before = await snapshot()
    const summary = await importText(csv(aRow(ISSA)))
    assert.containSubset(summary, { imported: { created: 0, updated: 0 }, rejected: 1 })
    assert.deepEqual(
      summary.rejections[0].faults.map(({ field, value, reason }) => `${field} ${value} ${reason}`),
      [
        'patient_ref 001 stands for another child on record: import this row with a reference of its own, or with --replace if what is on record is wrong',
        'first_name Issa is "Awa" on record',
        'last_name Bello is "Ngo" on record',
        'birth_date 2025-03-15 is "2026-01-05" on record',
        'caregiver_phone +237699600002 is "+237677123456" on record',
      ]
    )
    assert.deepEqual(await snapshot(), before)
    const rejected = await readFile(summary.rejectedFile!, 'utf8')
    for (const text of ['Issa', 'Awa', '699600002', '+237677123456']) assert.include(rejected, text)
  })

  test('the rejected row has its child once it has a reference of its own', async ({ assert }) => {
    await importText(csv(aRow(AWA)))
    const { rejectedFile } = await importText(csv(aRow(ISSA)))
    const corrected = await readFile(rejectedFile!, 'utf8')
    await writeFile(rejectedFile!, corrected.replaceAll(',001,', ',GAR-001,'))
    assert.containSubset(await importFile(rejectedFile!), {
      imported: { created: 1 },
      rejected: 0,
    })
    const refs = await db.from('patients').orderBy('id').select('external_ref', 'first_name')
    assert.deepEqual(
      refs.map((row) => ({ ...row })),
      [
        { external_ref: '001', first_name: 'Awa' },
        { external_ref: 'GAR-001', first_name: 'Issa' },
      ]
    )
  })

  test('in one file the first of the two stands', async ({ assert }) => {
    const { rejected, rejections } = await importText(csv(aRow(AWA), aRow(ISSA)))
    assert.equal(rejected, 1)
    assert.equal(rejections[0].line, 3)
    assert.match(rejections[0].faults[0].reason, /"Awa" for the same patient in line 2/)
    assert.equal((await patient()).first_name, 'Awa')
  })

  test('a row that is rejected so does not stand in the way of the one on record', async ({
    assert,
  }) => {
    await importText(csv(aRow(AWA)))
    const file = await aFile(csv(aRow(ISSA), aRow(AWA)))
    const summary = await importFile(file, { batchSize: 1 })
    assert.containSubset(summary, { rejected: 1, unchanged: 1 })
    assert.deepEqual(
      summary.rejections.map(({ line }) => line),
      [2]
    )
  })

  test('neither does it move its facility to another zone', async ({ assert }) => {
    await importText(csv(aRow(AWA)))
    const { rejected } = await importText(
      csv(aRow({ ...ISSA, facility: 'CSI Briqueterie', timezone: 'Africa/Dakar' }))
    )
    assert.equal(rejected, 1)
    assert.equal((await db.from('facilities').firstOrFail()).timezone, 'Africa/Douala')
  })

  test('with replace it is written, and the row counts as changed', async ({ assert }) => {
    await importText(csv(aRow(AWA)))
    const file = await aFile(csv(aRow(ISSA)))
    for (const dryRun of [true, false]) {
      assert.containSubset(await importFile(file, { replace: true, dryRun }), {
        imported: { created: 0, updated: 1 },
        patientsChanged: 1,
        rejected: 0,
      })
    }
    assert.containSubset(await patient(), { first_name: 'Issa', caregiver_phone: '+237699600002' })
    assert.containSubset(await importFile(file), { unchanged: 1, rejected: 0 })
  })

  test('a correction is none, and changes the reminders', async ({ assert }) => {
    await importText(csv(aRow(AWA)))
    for (const told of [
      { ...AWA, caregiver_phone: '699600002' },
      { ...AWA, caregiver_phone: '699600002', birth_date: '2026-01-06' },
      { ...AWA, caregiver_phone: '699600002', birth_date: '2026-01-06', first_name: 'Awa Marie' },
    ]) {
      const summary = await importText(csv(aRow(told)))
      assert.containSubset(summary, { imported: { updated: 1 }, rejected: 0, patientsChanged: 1 })
    }
    const [message] = await db.from('sms_messages').where('status', 'pending')
    assert.equal(message.phone_number, '+237699600002')
  })
})
