import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { withCleanDatabase, countOf } from '#tests/helpers/database'
import { aRow, csv, importText } from '#tests/helpers/imports'

const PASTED = [
  '\u200B',
  '\u202A',
  '\u200E',
  '\u200D',
  '\uFEFF',
  '\u00AD',
  '\uFE0F',
  '\u00A0',
  '\b',
]

test.group('Characters that cannot be seen in a file', (group) => {
  withCleanDatabase(group)

  test('make no other patient, vaccine or dose', async ({ assert }) => {
    await importText(csv(aRow()))
    for (const character of PASTED) {
      for (const column of ['patient_ref', 'facility', 'vaccine', 'dose'] as const) {
        const [told] = [
          { patient_ref: 'P-1', facility: 'CSI Briqueterie', vaccine: 'Penta', dose: '1' },
        ]
        const row = aRow({ [column]: `${character}${told[column]}${character}` })
        assert.containSubset(await importText(csv(row)), { unchanged: 1, rejected: 0 })
      }
    }
    for (const table of ['patients', 'facilities', 'immunizations'])
      assert.equal(await countOf(table), 1)
  })

  test('within one file make a repetition', async ({ assert }) => {
    const { imported, rejected } = await importText(
      csv(aRow(), aRow({ patient_ref: 'P-1\u200B' }), aRow({ patient_ref: '\u202AP-1\u202C' }))
    )
    assert.deepEqual([imported.created, rejected], [1, 2])
  })

  test('leave a phone number one, and a date, a consent and a language what they are', async ({
    assert,
  }) => {
    const row = (character: string) =>
      aRow({
        patient_ref: `P-${character.codePointAt(0)}`,
        caregiver_phone: `${character}677${character}12${character}34 56`,
        due_on: `2026-03-17${character}`,
        consent: `${character}yes`,
        language: `fr${character}`,
        timezone: `Africa/Douala${character}`,
      })
    const { imported, rejected } = await importText(csv(...PASTED.map(row)))
    assert.deepEqual([imported.created, rejected], [PASTED.length, 0])
    const phones = await db.from('patients').distinct('caregiver_phone')
    assert.deepEqual(
      phones.map((patient) => patient.caregiver_phone),
      ['+237677123456']
    )
  })

  test('do not count as length, and alone are nothing', async ({ assert }) => {
    const { rejections } = await importText(
      csv(
        aRow({ patient_ref: 'x'.repeat(100) + '\u200B'.repeat(50) }),
        aRow({ patient_ref: '\u200B\u2060' })
      )
    )
    assert.lengthOf(rejections, 1)
    assert.containSubset(rejections[0], { line: 3, faults: [{ reason: 'is required' }] })
  })

  test('stay in a name whose script needs them', async ({ assert }) => {
    await importText(csv(aRow({ first_name: 'می\u200Cنا', last_name: 'N\u200Dgo' })))
    assert.containSubset(await db.from('patients').firstOrFail(), {
      first_name: 'می\u200Cنا',
      last_name: 'Ngo',
    })
  })

  test('in the header leave the columns what they are', async ({ assert }) => {
    const [header, row] = csv(aRow()).split('\n')
    const pasted = header.split(',').map((name) => `\u200B${name}\u00A0`)
    assert.containSubset(await importText(`${pasted.join(',')}\n${row}\n`), {
      imported: { created: 1 },
      warnings: [],
    })
  })
})
