import { test } from '@japa/runner'
import { readFile } from 'node:fs/promises'
import db from '@adonisjs/lucid/services/db'
import { COLUMNS } from '#imports/columns'
import { withCleanDatabase } from '#tests/helpers/database'
import { aFile, aRow, csv, importFile, importText } from '#tests/helpers/imports'
import { snapshot } from './support.js'

const FIRST = '+237677123456'
const SECOND = '+237699100003'

async function refused(): Promise<string[]> {
  const rows = await db.from('sms_consents').where('status', 'opted_out').orderBy('phone_number')
  return rows.map((row) => row.phone_number)
}

const reasons = async () =>
  (await db.from('sms_messages').orderBy('id')).map(({ status, reason }) => [status, reason])

/** A file with the column `status`. */
const withStatus = (status: string, values: Parameters<typeof aRow>[0] = {}) =>
  [
    [...COLUMNS, 'status'],
    [...aRow(values), status],
  ]
    .map((row) => row.join(','))
    .join('\n')

/** Each makes the row one that cannot be imported. */
const FAULTS = [
  { due_on: '05/12/2026' },
  { birth_date: '05/01/2026' },
  { caregiver_phone: '677123456 / 699100003' },
  { language: 'de' },
  { timezone: 'Atlantis' },
  { first_name: '' },
  { facility: 'x'.repeat(101) },
] as const

test.group('A rejected row that says no', (group) => {
  withCleanDatabase(group)

  for (const fault of FAULTS) {
    test(`is a refusal of a known patient, whatever is wrong: ${Object.keys(fault)}`, async ({
      assert,
    }) => {
      await importText(csv(aRow()))
      const summary = await importText(csv(aRow({ ...fault, consent: 'non' })))
      assert.containSubset(summary, {
        imported: { created: 0, updated: 0 },
        rejected: 1,
        protected: 1,
        messagesSuppressed: 1,
      })
      assert.deepEqual(summary.rejections[0].taken, ['the refusal'])
      assert.include(await refused(), FIRST)
      assert.deepEqual(await reasons(), [['suppressed', 'opted_out']])
      assert.match(await readFile(summary.rejectedFile!, 'utf8'), /taken all the same: the refusal/)
    })
  }

  test('counts for all numbers that it names, and for the one on record', async ({ assert }) => {
    await importText(csv(aRow()))
    await importText(csv(aRow({ caregiver_phone: '699100003 ou 699100004', consent: 'no' })))
    assert.deepEqual(await refused(), [FIRST, SECOND, '+237699100004'])
  })

  test('counts for the number of somebody who is not known, by reference or not at all', async ({
    assert,
  }) => {
    for (const ref of ['new', '']) {
      const row = aRow({ patient_ref: ref, due_on: 'soon', consent: 'no' })
      const { protected: count, rejected } = await importText(csv(row))
      assert.deepEqual([rejected, count], [1, 1])
      assert.deepEqual(await refused(), [FIRST])
    }
    for (const table of ['patients', 'facilities', 'immunizations'])
      assert.lengthOf(await db.from(table), 0)
  })

  test('for nobody is taken of nobody', async ({ assert }) => {
    const row = aRow({ patient_ref: 'new', caregiver_phone: '12', consent: 'no' })
    const summary = await importText(csv(row))
    assert.containSubset(summary, { rejected: 1, protected: 0 })
    assert.notProperty(summary.rejections[0], 'taken')
  })

  test('wins over a yes of the same file, in any order and in batches of any size', async ({
    assert,
  }) => {
    const no = aRow({ due_on: 'soon', consent: 'no' })
    const yes = aRow({ patient_ref: 'P-2', consent: 'yes' })
    for (const rows of [
      [no, yes],
      [yes, no],
    ]) {
      for (const batchSize of [1_000, 1]) {
        await importText(csv(...rows), { batchSize })
        assert.deepEqual(await refused(), [FIRST])
      }
    }
  })

  test('counts also where the row repeats or contradicts one before it', async ({ assert }) => {
    const summary = await importText(
      csv(aRow(), aRow({ consent: 'no' }), aRow({ dose: '2', language: 'en', consent: 'no' }))
    )
    assert.containSubset(summary, { imported: { created: 1 }, rejected: 2, protected: 2 })
    assert.deepEqual(await refused(), [FIRST])
  })

  test('of another child under the reference counts for its own number alone', async ({
    assert,
  }) => {
    await importText(csv(aRow()))
    const other = { first_name: 'Issa', birth_date: '2025-03-15', caregiver_phone: '699100003' }
    for (const fault of [{}, { due_on: 'soon' }]) {
      const row = aRow({ ...other, ...fault, consent: 'no', administered_on: '2026-03-10' })
      assert.containSubset(await importText(csv(row)), { rejected: 1, protected: 1 })
      assert.deepEqual(await refused(), [SECOND])
    }
    assert.isNull((await db.from('immunizations').firstOrFail()).administered_on)
  })

  test('again changes nothing, and a dry run shows the same and changes nothing', async ({
    assert,
  }) => {
    await importText(csv(aRow()))
    const file = await aFile(csv(aRow({ due_on: 'soon', consent: 'no' })))
    const untouched = await snapshot()
    const rehearsal = await importFile(file, { dryRun: true })
    assert.containSubset(rehearsal, { protected: 1, messagesSuppressed: 1 })
    assert.deepEqual(await snapshot(), untouched)
    await importFile(file)
    const before = await snapshot()
    assert.equal((await importFile(file, { now: '2026-03-10T18:00:00Z' })).protected, 1)
    assert.deepEqual(await snapshot(), before)
  })
})

test.group('A row without a number that says no', (group) => {
  withCleanDatabase(group)

  test('is a refusal of the number on record', async ({ assert }) => {
    await importText(csv(aRow()))
    await importText(csv(aRow({ caregiver_phone: '', consent: 'no' })))
    assert.deepEqual(await refused(), [FIRST])
  })
})

test.group('A rejected row with a visit', (group) => {
  withCleanDatabase(group)

  for (const fault of FAULTS) {
    test(`records it, whatever is wrong: ${Object.keys(fault)}`, async ({ assert }) => {
      await importText(csv(aRow()))
      const before = await db.from('patients').firstOrFail()
      const summary = await importText(csv(aRow({ ...fault, administered_on: '2026-03-10' })))
      assert.containSubset(summary, { imported: { updated: 0 }, rejected: 1, protected: 1 })
      assert.deepEqual(summary.rejections[0].taken, ['the visit'])
      const immunization = await db.from('immunizations').firstOrFail()
      assert.containSubset(immunization, { administered_on: '2026-03-10', due_on: '2026-03-17' })
      assert.deepEqual(await reasons(), [['cancelled', 'visit_recorded']])
      assert.deepEqual(await db.from('patients').firstOrFail(), before)
    })
  }

  test('of an immunization that is not on record makes it, where its date can be read', async ({
    assert,
  }) => {
    await importText(csv(aRow()))
    const visit = { birth_date: 'soon', administered_on: '2026-03-10' }
    const summary = await importText(
      csv(
        aRow({ ...visit, dose: '2', due_on: '2026-03-18' }),
        aRow({ ...visit, dose: '3', due_on: '18/03/2026' })
      )
    )
    assert.containSubset(summary, { rejected: 2, protected: 1 })
    const doses = await db.from('immunizations').orderBy('dose').select('dose', 'administered_on')
    assert.deepEqual(
      doses.map((row) => [row.dose, row.administered_on]),
      [
        ['1', null],
        ['2', '2026-03-10'],
      ]
    )
  })

  test('finds the immunization that a row before it has made', async ({ assert }) => {
    const summary = await importText(csv(aRow(), aRow({ administered_on: '2026-03-10' })))
    assert.containSubset(summary, { imported: { created: 1 }, rejected: 1, protected: 1 })
    assert.equal((await db.from('immunizations').firstOrFail()).administered_on, '2026-03-10')
  })

  test('keeps the date of a visit on record, and a date that cannot be is none', async ({
    assert,
  }) => {
    await importText(csv(aRow({ administered_on: '2026-03-09' })))
    const row = (administered_on: string) => csv(aRow({ language: 'de', administered_on }))
    assert.equal((await importText(row('2026-03-10'))).protected, 1)
    assert.equal((await importText(row('2027-03-10'))).protected, 0)
    assert.equal((await db.from('immunizations').firstOrFail()).administered_on, '2026-03-09')
  })
})

test.group('What has become of a patient', (group) => {
  withCleanDatabase(group)

  const status = async () => (await db.from('patients').firstOrFail()).status

  test('is a column that a file may have, and its reminders follow', async ({ assert }) => {
    await importText(csv(aRow()))
    assert.containSubset(await importText(withStatus('moved')), {
      imported: { updated: 1 },
      patientsChanged: 1,
      warnings: [],
    })
    assert.equal(await status(), 'moved')
    assert.deepEqual(await reasons(), [['suppressed', 'patient_inactive']])
    assert.containSubset(await importText(withStatus('')), { unchanged: 1 })
    assert.containSubset(await importText(withStatus('active')), { imported: { updated: 1 } })
    assert.equal(await status(), 'active')
    assert.deepEqual(await reasons(), [['pending', null]])
  })

  test('is taken of a rejected row', async ({ assert }) => {
    await importText(csv(aRow()))
    const summary = await importText(withStatus('died', { due_on: 'soon' }))
    assert.containSubset(summary, { rejected: 1, protected: 1 })
    assert.deepEqual(summary.rejections[0].taken, ['the status "died"'])
    assert.equal(await status(), 'died')
    assert.deepEqual(await reasons(), [['suppressed', 'patient_inactive']])
    await importText(withStatus('active', { due_on: 'soon' }))
    assert.equal(await status(), 'died')
  })

  test('a death is taken back by nothing but --replace', async ({ assert }) => {
    const file = await aFile(withStatus('died'))
    assert.containSubset(await importFile(file), { imported: { created: 1 } })
    assert.equal(await status(), 'died')
    assert.lengthOf(await db.from('sms_messages').where('status', 'pending'), 0)
    const { rejections } = await importText(withStatus('active'))
    assert.match(rejections[0].faults[0].reason, /"died" on record/)
    assert.equal(await status(), 'died')
    await importText(withStatus('active'), { replace: true })
    assert.equal(await status(), 'active')
  })

  test('whoever is being erased stays so', async ({ assert }) => {
    await importText(csv(aRow()))
    await db.from('patients').update({ status: 'erased' })
    await importText(withStatus('active'), { replace: true })
    assert.equal(await status(), 'erased')
  })
})
