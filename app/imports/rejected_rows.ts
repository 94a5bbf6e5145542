import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { finished, pipeline } from 'node:stream/promises'
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
  static async open(file: CsvFile): Promise<RejectedRows> {
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
    return new RejectedRows(path, file, stream)
  }

  #count = 0
  readonly #stringifier: Stringifier
  readonly #written: Promise<void>

  private constructor(
    readonly path: string,
    file: CsvFile,
    stream: WriteStream
  ) {
    this.#stringifier = stringify({
      delimiter: file.delimiter,
      bom: file.hasByteOrderMark,
      escape_formulas: true,
    })
    this.#written = pipeline(this.#stringifier, stream)
    /** Awaited in `close`; until then a full disk must not end the process. */
    this.#written.catch(() => undefined)
  }

  async add(rejected: RejectedRow, columns: string[]): Promise<void> {
    const isAligned = rejected.values.length === columns.length
    if (this.#count++ === 0) await this.#write([...REJECTION_COLUMNS, ...columns])
    await this.#write([
      String(rejected.line),
      rejected.faults.map(describeFault).join('; '),
      ...(isAligned ? rejected.values : columns.map(() => '')),
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

  async #write(values: string[]): Promise<void> {
    if (this.#stringifier.write(values)) return
    await Promise.race([once(this.#stringifier, 'drain'), finished(this.#stringifier)])
  }
}

export function describeFault({ field, value, reason }: Fault): string {
  return `${field} "${value}" ${reason}`
}
