import { pipeline } from 'node:stream'
import { parse, type CsvError, type InfoRecord } from 'csv-parse'
import type { CsvFile } from '#imports/open_csv_file'
import type { CsvRecord } from '#imports/read_records'
import { fileChunks } from '#imports/file_chunks'

export interface Position {
  offset: number
  line: number
  /** Values in a row, once the header has said so. */
  width: number | undefined
}

/** Characters of one row above which its quotes must be wrong: all limits together stay far below. */
const MAX_RECORD_CHARACTERS = 32_768

const LINE_BREAKS = /\r\n|\r|\n/g

const FAULTS: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed',
  CSV_MAX_RECORD_SIZE: `a quote is opened and not closed within ${MAX_RECORD_CHARACTERS} characters, or the line is longer than that`,
  INVALID_OPENING_QUOTE: 'a quote stands inside an unquoted value; quote the value and double it',
  CSV_INVALID_CLOSING_QUOTE:
    'text follows a closing quote; a quote inside a quoted value must be doubled',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE:
    'text follows a closing quote; a quote inside a quoted value must be doubled',
}

/**
 * The rows from a position on, up to the first that csv-parse cannot read. Then
 * `fault` says what is wrong and `end` where the last good row ended.
 */
export class ReadableSection {
  fault: string | undefined
  readonly end: Position
  #blankLines = 0

  constructor(
    private readonly file: CsvFile,
    private readonly start: Position
  ) {
    this.end = { ...start }
  }

  async *records(): AsyncGenerator<CsvRecord> {
    const parser = parse({
      delimiter: this.file.delimiter,
      bom: this.start.offset === 0,
      record_delimiter: ['\r\n', '\n', '\r'],
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: MAX_RECORD_CHARACTERS,
      skip_records_with_error: true,
      /** Both run while the bytes are read, so that the position of a fault is known exactly. */
      on_skip: (error) => this.#stop(describe(error)),
      on_record: (values: any, info) => this.#take(values, info),
    })
    pipeline(this.#chunks(), parser, () => {})
    yield* parser as unknown as AsyncIterable<CsvRecord>
  }

  async *#chunks(): AsyncGenerator<Buffer> {
    for await (const chunk of fileChunks(this.file.handle, this.start.offset)) {
      if (this.fault !== undefined) return
      yield chunk
    }
  }

  #take(values: string[], info: InfoRecord): any {
    if (this.fault !== undefined) return null
    const breaks = values.reduce((sum, value) => sum + (value.match(LINE_BREAKS)?.length ?? 0), 0)
    const width = (this.end.width ??= values.length)
    if (breaks > 0 && values.length !== width) {
      this.#stop(
        `a quote is opened and not closed in this line; with the lines after it there are ${values.length} values instead of ${width}`
      )
      return null
    }
    const line = this.end.line + info.empty_lines - this.#blankLines
    this.#blankLines = info.empty_lines
    this.end.line = line + 1 + breaks
    this.end.offset = this.start.offset + info.bytes
    return { kind: 'values', line, endsAt: this.end.offset, values } satisfies CsvRecord
  }

  #stop(fault: string): undefined {
    this.fault ??= fault
  }
}

function describe(error: CsvError | undefined): string {
  return (error && FAULTS[error.code]) ?? error?.message ?? 'cannot be read'
}
