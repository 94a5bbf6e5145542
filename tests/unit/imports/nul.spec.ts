import { test } from '@japa/runner'
import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import db from '@adonisjs/lucid/services/db'
import { cleanDatabase, withCleanDatabase } from '#tests/helpers/database'
import { aFile, aRow, csv, importFile } from '#tests/helpers/imports'

const REFS = ['P-1', 'P-2', 'P-3']
const FILE = csv(...REFS.map((ref) => aRow({ patient_ref: ref })))
const FIRST_OF_ROWS = FILE.indexOf('\n') + 1

/** The same file with U+0000 at a place. */
const withNulAt = (place: number) => `${FILE.slice(0, place)}\0${FILE.slice(place)}`

async function storedRefs(): Promise<string[]> {
  const rows = await db.from('patients').select('external_ref').orderBy('external_ref')
  return rows.map((row) => row.external_ref)
}

test.group('U+0000 in a file', (group) => {
  withCleanDatabase(group)

  test('refuses its row, says where and why, and imports the others', async ({ assert }) => {
    const file = await aFile(
      csv(
        aRow({ patient_ref: 'P-1' }),
        aRow({ patient_ref: 'P-2', first_name: 'Ami\0na' }),
        aRow({ patient_ref: 'P-3' })
      )
    )
    const { imported, rejected, rejections, rejectedFile } = await importFile(file)
    assert.equal(imported.created, 2)
    assert.equal(rejected, 1)
    assert.deepEqual(rejections, [
      {
        line: 3,
        faults: [
          {
            field: 'first_name',
            value: 'Ami\\u0000na',
            reason: 'contains the character U+0000, which cannot be stored',
            kind: 'encoding',
          },
        ],
      },
    ])
    assert.deepEqual(await storedRefs(), ['P-1', 'P-3'])
    const kept = await readFile(rejectedFile!, 'utf8')
    assert.include(kept, 'P-2,Ami\0na,Ngo')
    assert.include(kept, 'first_name ""Ami\\u0000na"" contains')
  })

  test('the rejected file, corrected, is imported', async ({ assert }) => {
    const { rejectedFile } = await importFile(await aFile(withNulAt(FIRST_OF_ROWS + 2)))
    const corrected = (await readFile(rejectedFile!, 'utf8')).replaceAll('\0', '')
    const { imported, rejected } = await importFile(await aFile(corrected))
    assert.deepEqual([imported.created, rejected], [1, 0])
    assert.deepEqual(await storedRefs(), REFS)
  })

  test('anywhere below the header costs one row', async ({ assert }) => {
    const place = fc.integer({ min: FIRST_OF_ROWS, max: FILE.length })
    await fc.assert(
      fc.asyncProperty(place, async (at) => {
        await cleanDatabase()
        const { imported, rejected } = await importFile(await aFile(withNulAt(at)))
        /** At the very end it is a row by itself. */
        const lost = at === FILE.length ? 0 : 1
        assert.deepEqual([imported.created, rejected], [REFS.length - lost, 1])
        assert.lengthOf(await storedRefs(), REFS.length - lost)
      }),
      { numRuns: 60 }
    )
  })

  test('in a long file, far beyond its beginning, as well', async ({ assert }) => {
    const rows = Array.from({ length: 2_000 }, (_, number) => aRow({ patient_ref: `P-${number}` }))
    rows[1_900] = aRow({ patient_ref: 'P-\0' })
    const { imported, rejected, rejections } = await importFile(await aFile(csv(...rows)))
    assert.deepEqual([imported.created, rejected], [1_999, 1])
    assert.equal(rejections[0].line, 1_902)
  }).timeout(120_000)
})
