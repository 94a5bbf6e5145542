import { test } from '@japa/runner'
import { existsSync } from 'node:fs'
import { readFile, stat, symlink, unlink, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parse } from 'csv-parse/sync'
import Patient from '#models/patient'
import { withCleanDatabase } from '#tests/helpers/database'
import { aFile, aRow, csv, importFile, importText } from '#tests/helpers/imports'
import { snapshot } from './support.js'

test.group('Rejected rows', (group) => {
  withCleanDatabase(group)

  test('stop nothing, and are written with line and reason, without formulas', async ({
    assert,
  }) => {
    const file = await aFile(
      csv(aRow({ due_on: '2026-02-30', last_name: '=cmd()' }), aRow({ patient_ref: 'P-2' }))
    )
    const summary = await importFile(file)
    assert.containSubset(summary, {
      rows: 2,
      imported: { created: 1 },
      rejected: 1,
      rejectedFile: `${file}.rejected.csv`,
    })
    assert.deepEqual(summary.rejections, [
      {
        line: 2,
        faults: [{ field: 'due_on', value: '2026-02-30', reason: 'is a day that does not exist' }],
      },
    ])
    const [rejected] = parse(await readFile(summary.rejectedFile!), { columns: true }) as any[]
    assert.containSubset(rejected, {
      line: '2',
      reason: 'due_on "2026-02-30" is a day that does not exist',
      last_name: "'=cmd()",
      patient_ref: 'P-1',
    })
  })

  test('can be corrected in their file and imported from it', async ({ assert }) => {
    const first = await importText(csv(aRow({ due_on: '2026-02-30' })))
    const corrected = await readFile(first.rejectedFile!, 'utf8')
    await writeFile(first.rejectedFile!, corrected.replaceAll('2026-02-30', '2026-03-17'))
    assert.containSubset(await importFile(first.rejectedFile!), {
      imported: { created: 1 },
      rejected: 0,
      warnings: [],
    })
    assert.equal((await Patient.firstOrFail()).caregiverPhone, '+237677123456')
  })

  test('of an earlier run do not stay', async ({ assert }) => {
    const file = await aFile(csv(aRow({ dose: '' })))
    await importFile(file)
    await writeFile(file, csv(aRow()))
    await importFile(file)
    assert.isFalse(existsSync(`${file}.rejected.csv`))
  })

  test('are never written through a link, and the file of an earlier run is made anew', async ({
    assert,
  }) => {
    const file = await aFile(csv(aRow({ due_on: '2026-02-30' })))
    const victim = `${file}.of-somebody-else`
    await writeFile(victim, 'theirs')
    await symlink(victim, `${file}.rejected.csv`)
    await assert.rejects(() => importFile(file), /rejected rows could not be written .* is a link/)
    assert.equal(await readFile(victim, 'utf8'), 'theirs')
    assert.isEmpty(await Patient.all())

    await unlink(`${file}.rejected.csv`)
    await writeFile(`${file}.rejected.csv`, 'an earlier run', { mode: 0o644 })
    await importFile(file)
    assert.include(await readFile(`${file}.rejected.csv`, 'utf8'), 'does not exist')
    assert.equal((await stat(`${file}.rejected.csv`)).mode & 0o777, 0o600)
  })

  test('a repeated row is one, and names the line of the first', async ({ assert }) => {
    const summary = await importText(csv(aRow(), aRow({ dose: '2' }), aRow()))
    assert.containSubset(summary, { imported: { created: 2 }, rejected: 1 })
    assert.deepEqual(summary.rejections[0], {
      line: 4,
      faults: [
        {
          field: 'row',
          value: 'P-1 Penta 1',
          reason: 'repeats patient, vaccine and dose of line 2',
          kind: 'repeats',
        },
      ],
    })
  })

  test('so is one that says otherwise about the same patient or facility', async ({ assert }) => {
    const { rejections } = await importText(
      csv(
        aRow(),
        aRow({ dose: '2', caregiver_phone: '699000001', first_name: 'Awa' }),
        aRow({ patient_ref: 'P-2', timezone: 'Africa/Dakar' })
      )
    )
    assert.deepEqual(rejections, [
      {
        line: 3,
        faults: [
          {
            field: 'first_name',
            value: 'Awa',
            reason: 'is "Amina" for the same patient in line 2',
            kind: 'contradicts',
          },
          {
            field: 'caregiver_phone',
            value: '+237699000001',
            reason: 'is "+237677123456" for the same patient in line 2',
            kind: 'contradicts',
          },
        ],
      },
      {
        line: 4,
        faults: [
          {
            field: 'timezone',
            value: 'Africa/Dakar',
            reason: 'is "Africa/Douala" for the same facility in line 2',
            kind: 'contradicts',
          },
        ],
      },
    ])
  })

  test('a rejected row stands in nobody’s way', async ({ assert }) => {
    const summary = await importText(csv(aRow({ due_on: 'soon' }), aRow()))
    assert.containSubset(summary, { imported: { created: 1 }, rejected: 1 })
  })

  test('a dry run finds them, changes nothing and leaves no file', async ({ assert }) => {
    const file = await aFile(csv(aRow({ due_on: 'soon' }), aRow(), aRow({ patient_ref: 'P-2' })))
    const summary = await importFile(file, { dryRun: true, batchSize: 1 })
    assert.containSubset(summary, {
      dryRun: true,
      imported: { created: 2 },
      rejected: 1,
      rejectedFile: null,
      reminders: { planned: 2 },
    })
    assert.lengthOf(Object.values(await snapshot()).flat(), 0)
    assert.isFalse(existsSync(`${file}.rejected.csv`), basename(file))
  })
})
