import { openCsvFile, type CsvFile } from '#imports/open_csv_file'
import { readRecords } from '#imports/read_records'
import { isRowOf, type PersonInFiles } from './rejected_row_of.js'

/** From byte `start` to `end`, excluding the end. */
export interface ByteRange {
  start: number
  end: number
}

/** Where the person's rows are in a rejected file, and how many other rows there are. */
export async function rowsInFile(
  path: string,
  person: PersonInFiles
): Promise<{ ranges: ByteRange[]; others: number }> {
  const file = await openCsvFile(path)
  try {
    const ranges: ByteRange[] = []
    let others = 0
    let refColumn = -1
    let start = 0
    for await (const record of readRecords(file)) {
      const { endsAt: end } = record
      const text = record.kind === 'broken' ? await textOf(file, { start, end }) : ''
      if (start === 0 && record.kind === 'values') refColumn = refColumnOf(record.values)
      else if (isRowOf(person, record, { text, refColumn })) ranges.push({ start, end })
      else others += 1
      start = end
    }
    return { ranges, others }
  } finally {
    await file.handle.close()
  }
}

function refColumnOf(header: string[]): number {
  return header.findIndex((name) => name.trim().toLowerCase() === 'patient_ref')
}

async function textOf({ handle }: CsvFile, { start, end }: ByteRange): Promise<string> {
  const { buffer } = await handle.read(Buffer.alloc(end - start), 0, end - start, start)
  return buffer.toString('utf8')
}
