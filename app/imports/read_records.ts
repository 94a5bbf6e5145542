import { ReadableSection, type CsvRecord, type LinePosition } from '#imports/readable_section'
import { readPhysicalLine } from '#imports/read_physical_line'
import type { CsvFile } from '#imports/open_csv_file'
import { splitCells } from '#imports/split_cells'

/**
 * Reads the file as a stream, a few rows at a time. A row with invalid quotes is returned as
 * `broken`, and reading continues on the line after its start: a quote that is never closed costs
 * one line, not the rest of the file.
 */
export async function* readRecords(file: CsvFile): AsyncGenerator<CsvRecord> {
  let start: LinePosition = { ...file.start, width: undefined }
  for (;;) {
    const section = new ReadableSection(file, start)
    yield* section.records()
    if (section.fault === undefined) return

    const { text, blankLines, next } = await readPhysicalLine(file.handle, section.end.offset)
    const line = section.end.line + blankLines
    const values = splitCells(text, file.delimiter)
    yield { kind: 'broken', line, endsAt: next, text, values, reason: section.fault }
    start = { offset: next, line: line + 1, width: section.end.width }
  }
}
