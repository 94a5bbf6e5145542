import { parse, type InfoRecord } from 'csv-parse'
import { REQUIRED_COLUMNS, type Column } from '#imports/columns'
import type { CsvFile } from '#imports/open_csv_file'
import { fileChunks } from '#imports/file_chunks'
import { columnName } from '#imports/column_name'

/** One row of the file, or the header, with the line where it starts. */
export type CsvRecord =
  | { kind: 'values'; line: number; endsAt: number; values: string[] }
  | { kind: 'broken'; line: number; endsAt: number; text: string; values: string[]; reason: string }

export interface Width {
  least: number
  most: number
}

export interface LinePosition {
  offset: number
  line: number
  /** Values that a row may have, once the header has said so. */
  width: Width | undefined
}

/**
 * Characters of a row above which its quotes must be wrong; the sum of all column limits is far
 * lower.
 */
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
 * The rows from a position on, up to the first that csv-parse cannot read. Then `fault` says what
 * is wrong, and `end` is where the last good row ended.
 */
export class ReadableSection {
  fault: string | undefined
  readonly end: LinePosition
  #blankLines = 0
  /** Rows read and not asked for yet. */
  readonly #read: CsvRecord[] = []

  constructor(
    private readonly file: CsvFile,
    private readonly start: LinePosition
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
      /** Runs while the bytes are read, so that the position of a fault is known exactly. */
      on_record: (values: any, info) => this.#take(values, info),
    })
    /** What is wrong comes with the write that meets it. */
    parser.on('error', () => undefined)
    try {
      for await (const chunk of fileChunks(this.file.handle, this.start.offset)) {
        const error = await written((done) => parser.write(chunk, done))
        yield* this.#read.splice(0)
        if (error) return this.#stop(error)
      }
      const error = await written((done) => parser.end(done))
      yield* this.#read.splice(0)
      if (error) this.#stop(error)
    } finally {
      parser.destroy()
    }
  }

  /** Throws to end the parser at once: each row that it goes on to complain about takes time. */
  #take(values: string[], info: InfoRecord): null {
    const breaks = values.reduce((sum, value) => sum + (value.match(LINE_BREAKS)?.length ?? 0), 0)
    const width = (this.end.width ??= widthOf(values))
    if (breaks > 0 && !fits(values, width)) {
      throw new Error(
        `a quote is opened and not closed in this line; with the lines after it there are ${values.length} values instead of ${width.most}`
      )
    }
    const line = this.end.line + info.empty_lines - this.#blankLines
    this.#blankLines = info.empty_lines
    this.end.line = line + 1 + breaks
    this.end.offset = this.start.offset + info.bytes
    this.#read.push({ kind: 'values', line, endsAt: this.end.offset, values })
    return null
  }

  #stop(error: Error): void {
    this.fault = ('code' in error && FAULTS[String(error.code)]) || error.message
  }
}

/** Settles once the parser has read what it was given, with what it could not read. */
function written(write: (done: (error?: Error | null) => void) => void) {
  return new Promise<Error | null | undefined>((resolve) => write(resolve))
}

/** Empty cells may be missing at the end of a row; required ones are not empty. */
function widthOf(header: string[]): Width {
  const names = header.map(columnName)
  const lastRequired = names.findLastIndex((name) => REQUIRED_COLUMNS.includes(name as Column))
  return { least: lastRequired < 0 ? header.length : lastRequired + 1, most: header.length }
}

function fits(values: string[], { least, most }: Width): boolean {
  return values.length >= least && values.length <= most
}
