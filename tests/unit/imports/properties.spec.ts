import { test } from '@japa/runner'
import fc from 'fast-check'
import db from '@adonisjs/lucid/services/db'
import { stringify } from 'csv-stringify/sync'
import { COLUMNS } from '#imports/columns'
import { isNothing } from '#imports/empty_cells'
import { readCell } from '#imports/read_cell'
import { tidyValue } from '#values/tidy_value'
import { cleanDatabase, withCleanDatabase } from '#tests/helpers/database'
import { aFile, aRow, csv, importFile, importText } from '#tests/helpers/imports'

/** `FUZZ=long` tries 1,000 of each. */
const LONG = process.env.FUZZ === 'long'

/** Any text that a name may be: quotes, delimiters, line breaks and all. */
const text = fc
  .string({
    unit: fc.constantFrom(...'aé,;"\'\n\r\t =+-@ç𝄞|', ' ', 'x', 'y'),
    minLength: 1,
    maxLength: 30,
  })
  .filter((value) => !isNothing(tidyValue(value)) && readCell('first_name', value, 1_000).ok)

const people = fc.uniqueArray(fc.record({ ref: text, first: text, last: text, vaccine: text }), {
  selector: ({ ref }) => tidyValue(ref),
  minLength: 1,
  maxLength: 8,
})

const form = fc.record({
  delimiter: fc.constantFrom(',', ';'),
  bom: fc.boolean(),
  record_delimiter: fc.constantFrom('\n', '\r\n', '\r'),
  quoted: fc.boolean(),
  /** Unless told, the library leaves a line feed unquoted where rows end with CRLF. */
  quoted_match: fc.constant(/[\r\n]/),
})

const junk = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc
    .array(
      fc.constantFrom(
        '"',
        ',',
        ';',
        '\n',
        '\r\n',
        'P-1',
        'Penta',
        '2026-03-17',
        '677123456',
        '""',
        'é'
      ),
      { maxLength: 80 }
    )
    .map((pieces) => Buffer.from(pieces.join('')))
)

test.group('Importing anything', (group) => {
  withCleanDatabase(group)

  test('rows written by a CSV library come in as they were meant', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(people, form, async (patients, options) => {
        await cleanDatabase()
        const rows = patients.map(({ ref, first, last, vaccine }) =>
          aRow({ patient_ref: ref, first_name: first, last_name: last, vaccine })
        )
        const { rejected, imported } = await importText(stringify([[...COLUMNS], ...rows], options))
        assert.deepEqual(
          { rejected, imported },
          { rejected: 0, imported: { created: rows.length, updated: 0 } }
        )

        const stored = await db
          .from('patients')
          .join('immunizations', 'patients.id', 'patient_id')
          .orderBy('patients.id')
        const names = stored.map((row) => [
          row.external_ref,
          row.first_name,
          row.last_name,
          row.vaccine,
        ])
        const meant = patients.map(({ ref, first, last, vaccine }) =>
          [ref, first, last, vaccine].map(tidyValue)
        )
        assert.sameDeepMembers(names, meant)
      }),
      { numRuns: LONG ? 1_000 : 40 }
    )
  })

  test('junk between good rows crashes nothing, and every row is accounted for', async ({
    assert,
  }) => {
    await fc.assert(
      fc.asyncProperty(junk, fc.integer({ min: 1, max: 3 }), async (bytes, batchSize) => {
        await cleanDatabase()
        const good = Buffer.from(csv(aRow({ patient_ref: 'good-1' })))
        const last = Buffer.from('\n' + aRow({ patient_ref: 'good-2' }).join(',') + '\n')
        const file = await aFile(Buffer.concat([good, bytes as Buffer, last]))
        for (const dryRun of [true, false]) {
          const summary = await importFile(file, { batchSize, dryRun })
          const { rows, imported, unchanged, rejected } = summary
          assert.equal(rows, imported.created + imported.updated + unchanged + rejected)
        }
        const refs = await db
          .from('patients')
          .whereIn('external_ref', ['good-1', 'good-2'])
          .count('* as n')
        assert.isAtLeast(Number(refs[0].n), 1)
      }),
      { numRuns: LONG ? 1_000 : 60 }
    )
  })

  test('a file of junk alone is read or refused, never half', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(junk, async (bytes) => {
        const file = await aFile(bytes)
        await importFile(file).then(
          ({ rows }) => assert.equal(rows, 0),
          (error) => assert.equal(error.code, 'E_UNREADABLE_IMPORT_FILE')
        )
      }),
      { numRuns: LONG ? 1_000 : 60 }
    )
  })
})
