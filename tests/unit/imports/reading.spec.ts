import { test } from '@japa/runner'
import { COLUMNS } from '#imports/columns'
import { openCsvFile } from '#imports/open_csv_file'
import { readRecords } from '#imports/read_records'
import { aFile } from '#tests/helpers/imports'
import { withoutDatabase } from '#tests/helpers/without_database'

async function read(content: string | Buffer) {
  const file = await openCsvFile(await aFile(content))
  const records = await Array.fromAsync(readRecords(file))
  await file.handle.close()
  return records.map((record) =>
    record.kind === 'values'
      ? [record.line, ...record.values]
      : [record.line, record.text, record.reason]
  )
}

test.group('Reading a CSV file', (group) => {
  withoutDatabase(group)
  test('takes commas and semicolons, LF, CRLF and a byte order mark', async ({ assert }) => {
    for (const delimiter of [',', ';']) {
      for (const end of ['\n', '\r\n', '\r']) {
        for (const mark of ['', '\uFEFF']) {
          const rows = [
            ['patient_ref', 'dose'],
            ['P-1', 'a'],
            ['P-2', 'b'],
          ]
          const text = mark + rows.map((row) => row.join(delimiter)).join(end) + end
          assert.deepEqual(await read(text), [
            [1, 'patient_ref', 'dose'],
            [2, 'P-1', 'a'],
            [3, 'P-2', 'b'],
          ])
        }
      }
    }
  })

  test('knows the line a row starts in, over quoted line breaks and blank lines', async ({
    assert,
  }) => {
    assert.deepEqual(
      await read(
        'patient_ref,dose\r\n\r\nP-1,"two\r\nlines"\r\n   \r\n\r\nP-2,"a\rb"\r\nP-3,"say ""hi"""'
      ),
      [
        [1, 'patient_ref', 'dose'],
        [3, 'P-1', 'two\r\nlines'],
        [7, 'P-2', 'a\rb'],
        [9, 'P-3', 'say "hi"'],
      ]
    )
  })

  test('a quote that is never closed costs its line alone', async ({ assert }) => {
    const rows = await read('patient_ref,dose\nP-1,a\nP-2,"b\nP-3,c\nP-4,d\n')
    assert.deepEqual(rows, [
      [1, 'patient_ref', 'dose'],
      [2, 'P-1', 'a'],
      [3, 'P-2,"b', 'a quote is opened and never closed'],
      [4, 'P-3', 'c'],
      [5, 'P-4', 'd'],
    ])
  })

  test('nor does a later quoted value hide the rows in between', async ({ assert }) => {
    const rows = await read('patient_ref,dose\nP-1,"a\nP-2,b\nP-3,"c"\nP-4,"d,e"\nP-5,f\n')
    assert.deepEqual(
      rows.map(([line, ref]) => [line, ref]),
      [
        [1, 'patient_ref'],
        [2, 'P-1,"a'],
        [3, 'P-2'],
        [4, 'P-3'],
        [5, 'P-4'],
        [6, 'P-5'],
      ]
    )
    assert.equal(rows[4][2], 'd,e')
  })

  test('an open quote far from any other is noticed soon, and all that follows is read', async ({
    assert,
  }) => {
    const many = Array.from({ length: 20_000 }, (_, index) => `P-${index},ordinary`)
    const rows = await read(['patient_ref,dose', 'X,"open', ...many].join('\n'))
    assert.equal(rows.length, 20_002)
    assert.match(String(rows[1][2]), /not closed within/)
    assert.deepEqual(rows.at(-1), [20_002, 'P-19999', 'ordinary'])
  })

  test('text after a closing quote and a quote inside a plain value are named', async ({
    assert,
  }) => {
    const rows = await read('patient_ref,dose\nP-1,"a"b\nP-2,c"d\nP-3,e\n')
    assert.match(String(rows[1][2]), /must be doubled/)
    assert.match(String(rows[2][2]), /inside an unquoted value/)
    assert.deepEqual(rows[3], [4, 'P-3', 'e'])
  })
})

const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16()

test.group('A file that is not CSV in UTF-8', (group) => {
  withoutDatabase(group)
  const cases: [string, string | Buffer, RegExp][] = [
    ['an empty file', '', /is empty/],
    ['only blank lines', '\n\n  \r\n', /is empty/],
    ['UTF-16', Buffer.from('\uFEFF' + COLUMNS.join(','), 'utf16le'), /UTF-16/],
    ['UTF-16 without a mark', Buffer.from(COLUMNS.join(','), 'utf16le'), /UTF-16/],
    ['UTF-16, the other way round', bigEndian(COLUMNS.join(',')), /UTF-16/],
    [
      'a header with U+0000',
      'patient_ref\0,dose\nP-1,1\n',
      /header contains the character U\+0000/,
    ],
    ['text of something else with U+0000', 'a,b\n1,\0\n', /not a text file/],
    ['a spreadsheet', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 8]), /not a text file/],
  ]
  for (const [name, content, message] of cases) {
    test(`${name} is refused`, async ({ assert }) => {
      const file = await aFile(content)
      await assert.rejects(() => openCsvFile(file), message)
    })
  }

  test('so are a folder and a file that is not there', async ({ assert }) => {
    const file = await aFile('x')
    await assert.rejects(() => openCsvFile(`${file}.absent`), /there is no such file/)
    await assert.rejects(() => openCsvFile(file.replace('/patients.csv', '')), /not a regular file/)
  })
})
