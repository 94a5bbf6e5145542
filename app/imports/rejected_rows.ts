import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { stringify, type Stringifier } from 'csv-stringify'
import { REJECTION_COLUMNS } from '#imports/columns'
import { UnreadableImportFile } from '#imports/errors'
import type { CsvFile } from '#imports/open_csv_file'
import type { Fault, RejectedRow } from '#imports/patient_row'

/**
 * FILE.rejected.csv: the rejected rows as they were, with line and reason before
 * them, ready to be corrected and imported. For the operator's eyes only, and
 * without formulas that a spreadsheet would run.
 */
export class RejectedRows {
  static async open(file: CsvFile, columns: string[]): Promise<RejectedRows> {
    const path = `${file.path}.rejected.csv`
    const stream = createWriteStream(path, { mode: 0o600 })
    try {
      await once(stream, 'open')
    } catch (cause) {
      throw new UnreadableImportFile(
        file.path,
        `the rejected rows could not be written to ${path} (${cause.code}). Make the folder writable; nothing was imported.`,
        { cause }
      )
    }
    return new RejectedRows(path, columns, file, stream)
  }

  #count = 0
  /** Where the columns to be repeated are: not those of an earlier rejection. */
  readonly #repeated: number[]
  readonly #stringifier: Stringifier
  readonly #written: Promise<void>

  private constructor(
    readonly path: string,
    private readonly columns: string[],
    file: CsvFile,
    stream: WriteStream
  ) {
    this.#repeated = [...columns.keys()].filter(
      (index) => !REJECTION_COLUMNS.includes(columns[index] as 'line')
    )
    this.#stringifier = stringify({
      delimiter: file.delimiter,
      bom: file.hasByteOrderMark,
      escape_formulas: true,
    })
    this.#written = pipeline(this.#stringifier, stream)
    /** Awaited in `close`; until then a full disk must not end the process. */
    this.#written.catch(() => undefined)
  }

  async add(rejected: RejectedRow): Promise<void> {
    const isAligned = rejected.values.length === this.columns.length
    if (this.#count++ === 0)
      await this.#write([...REJECTION_COLUMNS, ...this.#repeat(this.columns)])
    await this.#write([
      String(rejected.line),
      rejected.faults.map(describeFault).join('; '),
      ...this.#repeat(isAligned ? rejected.values : this.columns.map(() => '')),
    ])
  }

  /** The path, or null where no row was rejected: then a file of an earlier run does not stay either. */
  async close(): Promise<string | null> {
    this.#stringifier.end()
    await this.#written
    if (this.#count > 0) return this.path
    await rm(this.path, { force: true })
    return null
  }

  #repeat(values: string[]): string[] {
    return this.#repeated.map((index) => values[index])
  }

  async #write(values: string[]): Promise<void> {
    if (this.#stringifier.write(values)) return
    await Promise.race([once(this.#stringifier, 'drain'), this.#written])
  }
}

export function describeFault({ field, value, reason }: Fault): string {
  return `${field} "${value}" ${reason}`
}
