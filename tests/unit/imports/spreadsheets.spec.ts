import { test } from '@japa/runner'
import { readFile, writeFile } from 'node:fs/promises'
import db from '@adonisjs/lucid/services/db'
import { COLUMNS } from '#imports/columns'
import { withCleanDatabase } from '#tests/helpers/database'
import { aFile, aRow, csv, importFile, importText } from '#tests/helpers/imports'

const HEADER = COLUMNS.join(',')
const CREATED = { imported: { created: 1, updated: 0 }, rejected: 0, warnings: [] }

/** Without the empty cells at its end. */
const short = (row: string[]) => row.join(',').replace(/(?<!,),+$/, '')

test.group('What spreadsheets make of a table', (group) => {
  withCleanDatabase(group)

  test('a row without its empty cells at the end is complete', async ({ assert }) => {
    const rows = [
      short(aRow()),
      short(aRow({ patient_ref: 'P-2', administered_on: '2026-03-10' })),
      aRow({ patient_ref: 'P-3', consent: 'yes' }).join(','),
    ]
    for (const end of ['\n', '\r\n']) {
      const summary = await importText([HEADER, ...rows, ''].join(end))
      assert.containSubset(summary, { rows: 3, rejected: 0, warnings: [] })
    }
    assert.lengthOf(await db.from('patients'), 3)
  })

  test('so is one with quoted line breaks', async ({ assert }) => {
    const row = short(aRow({ first_name: '"Marie\r\nClaire"' }))
    assert.containSubset(await importText(`${HEADER}\r\n${row}\r\n`), CREATED)
  })

  test('one that ends before a required cell is not, and says so', async ({ assert }) => {
    const { rejections } = await importText(`${HEADER}\nP-1,Awa,Ngo\n`)
    assert.deepEqual(
      rejections[0].faults.map(({ field, reason }) => `${field} ${reason}`),
      [
        'row has 3 values, the header has 13',
        'facility is required',
        'vaccine is required',
        'dose is required',
        'due_on is required',
      ]
    )
  })

  test('empty cells and columns to the right of the table are none', async ({ assert }) => {
    for (const [more, cells] of [
      ['', ',,,'],
      [',,,', ''],
      [',,,', ',,,'],
      [',,,', ',,,,,,'],
      [',"",\u200B', ', ,\u00A0'],
      ['', ',null,-'],
    ])
      assert.containSubset(
        await importText(
          `${HEADER}${more}\r\n${aRow({ patient_ref: `${more}|${cells}`.length + '' })}${cells}\r\n`
        ),
        { rejected: 0, warnings: [] }
      )
  })

  test('a line that names the separator is none of the table', async ({ assert }) => {
    for (const [line, delimiter] of [
      ['sep=;', ';'],
      ['SEP=;', ';'],
      ['"sep=;"', ';'],
      ['sep=,', ','],
      ['sep=;;;;;', ';'],
    ]) {
      for (const mark of ['', '\uFEFF']) {
        const rows = [[...COLUMNS], aRow({ dose: '' }), aRow()].map((row) => row.join(delimiter))
        const summary = await importText(mark + [line, ...rows, ''].join('\r\n'))
        assert.equal(summary.imported.created + summary.unchanged, 1)
        assert.equal(summary.rejections[0].line, 3, 'counted from the first line of the file')
      }
    }
  })

  test('words for nothing are nothing', async ({ assert }) => {
    const words = ['null', 'NULL', 'nan', 'NaN', '#N/A', 'N/A', 'NA', '-', 'none', 'nil', '#REF!']
    const optional = [
      'last_name',
      'birth_date',
      'language',
      'timezone',
      'administered_on',
      'consent',
    ]
    for (const [index, word] of words.entries()) {
      const row = Object.fromEntries([...optional, 'caregiver_phone'].map((name) => [name, word]))
      const { rejections } = await importText(csv(aRow({ ...row, patient_ref: `P-${index}` })))
      assert.deepEqual(rejections, [], word)
    }
    for (const patient of await db.from('patients'))
      assert.containSubset(patient, { last_name: '', birth_date: null, caregiver_phone: null })
  })

  test('and not enough where something is required', async ({ assert }) => {
    for (const column of ['patient_ref', 'first_name', 'facility', 'vaccine', 'dose', 'due_on']) {
      const { rejections } = await importText(csv(aRow({ [column]: '#N/A' })))
      assert.deepEqual(rejections[0].faults, [
        {
          field: column,
          value: '#N/A',
          reason: 'says that there is nothing, and is required',
          kind: 'missing',
        },
      ] as never)
    }
    assert.lengthOf(await db.from('facilities'), 0)
  })

  test('a name that has such a word in it is a name', async ({ assert }) => {
    await importText(csv(aRow({ first_name: 'Nan Koffi', last_name: 'Na' })))
    assert.containSubset(await db.from('patients').firstOrFail(), {
      first_name: 'Nan Koffi',
      last_name: 'Na',
    })
  })

  test('a dose as a decimal number is a whole one', async ({ assert }) => {
    await importText(csv(aRow()))
    for (const dose of ['1.0', '1.00', '"1,0"'])
      assert.containSubset(await importText(csv(aRow({ dose }))), { unchanged: 1, rejected: 0 })
    await importText(csv(aRow({ dose: '1.5' })))
    assert.lengthOf(await db.from('immunizations').where('dose', '1.5'), 1)
  })

  test('a phone number as a decimal number is one', async ({ assert }) => {
    await importText(csv(aRow({ caregiver_phone: '677123456.0' })))
    assert.equal((await db.from('patients').firstOrFail()).caregiver_phone, '+237677123456')
  })
})

/** What is wrong in a file, and how a person corrects it in the rejected file. */
const CORRECTIONS: { name: string; row: string; wrong: string; right: string }[] = [
  {
    name: 'a comma in a name without quotes',
    row: aRow({ first_name: 'Awa, Marie' }).join(','),
    wrong: 'Awa,Marie',
    right: 'Awa Marie',
  },
  {
    name: 'a cell too many',
    row: [...aRow(), 'seen'].join(','),
    wrong: ',seen',
    right: '',
  },
  {
    name: 'a quote that is never closed',
    row: aRow({ first_name: '"Awa' }).join(','),
    wrong: '"""Awa"',
    right: 'Awa',
  },
  {
    name: 'text after a closing quote',
    row: aRow({ first_name: '"Awa"Marie' }).join(','),
    wrong: '"""Awa""Marie"',
    right: 'Awa Marie',
  },
  {
    name: 'a cell too few in the middle',
    row: aRow()
      .filter((_, index) => COLUMNS[index] !== 'language')
      .join(','),
    wrong: 'CSI Briqueterie',
    right: 'fr,CSI Briqueterie',
  },
  {
    name: 'a value that cannot be',
    row: aRow({ due_on: '05/12/2026', last_name: '=Ngo' }).join(','),
    wrong: '05/12/2026',
    right: '2026-03-17',
  },
]

test.group('From the rejected file', (group) => {
  withCleanDatabase(group)

  for (const { name, row, wrong, right } of CORRECTIONS) {
    test(`a row comes in once it is corrected: ${name}`, async ({ assert }) => {
      const file = await aFile(`${HEADER}\n${row}\n${aRow({ patient_ref: 'P-2' })}\n`)
      const { rejected, rejectedFile } = await importFile(file)
      assert.equal(rejected, 1)

      /** Not corrected, it is rejected again, and nothing of it is lost. */
      if (name !== 'text after a closing quote') {
        const again = await importFile(rejectedFile!)
        assert.equal(again.rejected, 1)
        assert.include(await readFile(again.rejectedFile!, 'utf8'), wrong)
      }
      const text = await readFile(rejectedFile!, 'utf8')
      const at = text.lastIndexOf(wrong)
      assert.isAbove(at, 0, text)
      await writeFile(rejectedFile!, text.slice(0, at) + right + text.slice(at + wrong.length))
      assert.containSubset(await importFile(rejectedFile!), CREATED)
      const patient = await db.from('patients').where('external_ref', 'P-1').firstOrFail()
      assert.equal(patient.caregiver_phone, '+237677123456')
    })
  }
})
