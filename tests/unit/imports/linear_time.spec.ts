import { test } from '@japa/runner'
import { alignCells } from '#imports/align_cells'
import { columnName } from '#imports/column_name'
import { COLUMNS, KNOWN_COLUMNS } from '#imports/columns'
import { isEmptyCell } from '#imports/empty_cells'
import { readHeader } from '#imports/header'
import { openCsvFile } from '#imports/open_csv_file'
import { parseRow } from '#imports/parse_row'
import { readRecords } from '#imports/read_records'
import { bytesOfSeparatorLine } from '#imports/separator_line'
import { splitCells } from '#imports/split_cells'
import { growthOf, LINEAR } from '#tests/helpers/growth'
import { aFile, aRow, csv } from '#tests/helpers/imports'
import { withoutDatabase } from '#tests/helpers/without_database'

const PIECES = ['a', ' ', '"', '""', ',', '6 ', '\u200B', '2026-', '+', 'sep=', '677123456/']

const header = readHeader(
  'patients.csv',
  { kind: 'values', line: 1, endsAt: 0, values: [...COLUMNS, 'status'] },
  { mostColumns: 100 }
)
const parse = (cells: string[], longestCell = 1_000) =>
  parseRow(cells, 2, header, {
    defaultCountry: 'CM',
    latestPast: '2026-03-11',
    longestCell,
    languages: new Set<string>(),
  })

const READERS: Record<string, (text: string) => unknown> = {
  alignCells: (text) => alignCells(text.split(' '), 13),
  bytesOfSeparatorLine,
  columnName,
  isEmptyCell,
  splitCells: (text) => splitCells(text, ','),
  readHeader: (text) =>
    readHeader(
      'patients.csv',
      { kind: 'values', line: 1, endsAt: 0, values: [...COLUMNS, text] },
      { mostColumns: 100 }
    ),
}
for (const column of KNOWN_COLUMNS) {
  READERS[`a cell of ${column}`] = (text) => {
    const cells = [...aRow(), '']
    cells[KNOWN_COLUMNS.indexOf(column)] = text
    return parse(cells)
  }
}

test.group('Reading a piece of a file takes as long as the piece is', (group) => {
  withoutDatabase(group)
  for (const [name, read] of Object.entries(READERS)) {
    test(name, async ({ assert }) => {
      for (const piece of PIECES) {
        const growth = await growthOf((size) => read(piece.repeat(size / piece.length)))
        assert.isBelow(growth, LINEAR, JSON.stringify(piece))
      }
    })
  }

  test('a cell of the greatest length takes a moment, whatever is in it', ({ assert }) => {
    for (const piece of PIECES) {
      const cells = aRow().map(() => piece.repeat(1_000 / piece.length))
      const before = process.cpuUsage()
      for (let row = 0; row < 20; row++) parse([...cells, ''])
      assert.isBelow(process.cpuUsage(before).user / 1_000 / 20, 50, JSON.stringify(piece))
    }
  })
})

/** Lines that are read as no row, each by another fault, or that lead on to the next. */
const LINES = [
  'a"b\n',
  '"a"b\n',
  '"\n',
  'a"\n',
  '"a\n',
  '"a\nb\nb\n',
  '"\r\n',
  ',"\n',
  '"""a\n',
  '\n',
]

/** Broken lines take the longest of all: few of them are measured well. */
const SIZES = [320, 1_280, 5_120, 20_480, 81_920, 327_680]

async function readAll(path: string): Promise<void> {
  const file = await openCsvFile(path)
  for await (const record of readRecords(file)) if (record.line < 1) throw new Error('no line')
  await file.handle.close()
}

test.group('Reading a file takes as long as the file is', (group) => {
  withoutDatabase(group)
  test('also where no line of it can be read', async ({ assert }) => {
    for (const line of LINES) {
      const files = new Map<number, string>()
      for (const bytes of [...SIZES, 5_000])
        files.set(bytes, await aFile(csv() + line.repeat(bytes / line.length), `${bytes}.csv`))
      const before = process.cpuUsage()
      await readAll(files.get(5_000)!)
      const took = process.cpuUsage(before).user / 1_000
      assert.isBelow(took, 5_000, `${JSON.stringify(line)}: it was 13 seconds and more`)
      const growth = await growthOf((bytes) => readAll(files.get(bytes)!), { from: SIZES[0] })
      assert.isBelow(growth, LINEAR, JSON.stringify(line))
    }
  })
})
