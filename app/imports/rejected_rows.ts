import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { lstat, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { stringify, type Stringifier } from 'csv-stringify'
import { REJECTION_COLUMNS } from '#imports/columns'
import { UnreadableImportFile } from '#imports/errors'
import type { CsvFile } from '#imports/open_csv_file'
import type { RowFault, RejectedRow } from '#imports/rejected_row'

/** Fails where something has appeared under the name in the meantime, a link among them. */
const NEW_FILE = 'wx'
const MOST_TRIES = 20

/**
 * FILE.rejected.csv: the rejected rows as they were, with line and reason before
 * them, ready to be corrected and imported. Cells beyond the header stay where they
 * were. For the operator's eyes only, and without formulas that a spreadsheet would run.
 */
export class RejectedRows {
  static async open(
    file: CsvFile,
    columns: string[],
    path = `${file.path}.rejected.csv`
  ): Promise<RejectedRows> {
    try {
      return new RejectedRows(path, columns, file, await createNew(path))
    } catch (cause) {
      throw new UnreadableImportFile(
        file.path,
        `the rejected rows could not be written to ${path} (${cause.code ?? cause.message}). Make room for a file of this name; nothing was imported.`,
        { cause }
      )
    }
  }

  #count = 0
  /** Positions of the columns to repeat, without those of an earlier rejection. */
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
    if (this.#count++ === 0)
      await this.#write([...REJECTION_COLUMNS, ...this.#repeat(this.columns)])
    await this.#write([
      String(rejected.line),
      reasonOf(rejected),
      ...this.#repeat(rejected.values),
      ...rejected.values.slice(this.columns.length),
    ])
  }

  /** The path, or null if no row was rejected; then the file of an earlier run is removed. */
  async close(): Promise<string | null> {
    this.#stringifier.end()
    await this.#written
    if (this.#count > 0) return this.path
    await rm(this.path, { force: true })
    return null
  }

  #repeat(values: string[]): string[] {
    return this.#repeated.map((index) => values[index] ?? '')
  }

  async #write(values: string[]): Promise<void> {
    if (this.#stringifier.write(values)) return
    await Promise.race([once(this.#stringifier, 'drain'), this.#written])
  }
}

/** Another import of the same file may make its own between the two steps. */
async function createNew(path: string): Promise<WriteStream> {
  for (let tries = 1; ; tries++) {
    await removeEarlier(path)
    const stream = createWriteStream(path, { mode: 0o600, flags: NEW_FILE })
    try {
      await once(stream, 'open')
      return stream
    } catch (error) {
      if (error.code !== 'EEXIST' || tries === MOST_TRIES) throw error
    }
  }
}

/**
 * The file of an earlier run makes room. A link is not followed: it may lead to a file of somebody
 * else. A pipe would be waited for, as its reader may never come.
 */
async function removeEarlier(path: string): Promise<void> {
  const stats = await lstat(path).catch(() => undefined)
  if (stats?.isSymbolicLink()) throw new Error('what is there is a link')
  if (stats && !stats.isFile()) throw new Error('what is there is not a regular file')
  if (stats) await rm(path, { force: true })
}

/** All that is wrong with a row, and what of it counts all the same. */
export function reasonOf({ faults, taken }: Pick<RejectedRow, 'faults' | 'taken'>): string {
  const reason = faults.map(describeFault).join('; ')
  return taken ? `${reason}; taken all the same: ${taken.join(', ')}` : reason
}

function describeFault({ field, value, reason }: RowFault): string {
  return `${field} "${value}" ${reason}`
}
