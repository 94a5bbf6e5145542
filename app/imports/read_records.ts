import { ReadableSection, type Position } from '#imports/readable_section'
import { readPhysicalLine } from '#imports/read_physical_line'
import type { CsvFile } from '#imports/open_csv_file'

/** One row of the file, the header included, with the line that it starts in. */
export type CsvRecord =
  | { kind: 'values'; line: number; endsAt: number; values: string[] }
  | { kind: 'broken'; line: number; endsAt: number; text: string; reason: string }

/**
 * Reads the file as a stream, a few rows at a time. A row whose quotes cannot be
 * made sense of comes as `broken`, and reading goes on in the line after the one it
 * starts in: a quote that is never closed costs one line, not the rest of the file.
 */
export async function* readRecords(file: CsvFile): AsyncGenerator<CsvRecord> {
  let start: Position = { offset: 0, line: 1, width: undefined }
  for (;;) {
    const section = new ReadableSection(file, start)
    yield* section.records()
    if (section.fault === undefined) return

    const { text, blankLines, next } = await readPhysicalLine(file.handle, section.end.offset)
    const line = section.end.line + blankLines
    yield { kind: 'broken', line, endsAt: next, text, reason: section.fault }
    start = { offset: next, line: line + 1, width: section.end.width }
  }
}
