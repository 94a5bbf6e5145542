import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { StateNotWritable } from '#delivery/restore/errors'
import { journalFile, journalFiles } from '#delivery/restore/journal_files'
import { JournalTailReader, type JournalTail } from '#delivery/restore/journal_tail'
import {
  answeredLine,
  beganLine,
  begunLine,
  type AnsweredSend,
  type BegunSends,
  type JournalBeginning,
} from '#delivery/restore/journal_line'
import { CombinedWrites } from '#storage/combine_writes'

/**
 * How many of the last marks the database must have: many more than the commits that can run at
 * once.
 */
const MARKS_COMPARED = 64

/**
 * Bytes after which the next file begins, about 200,000 messages; and the number of files kept, 256
 * MB in all.
 */
const LIMITS = { fileBytes: 16 * 1024 * 1024, filesKept: 16 }

/**
 * What left this machine, recorded outside the database: message ids, hashes and the operator's
 * ids; no numbers, names or texts. Any number of processes append whole lines to the same file. The
 * database commits first, so the journal never has an entry that a healthy database lacks.
 */
export class SendingJournal {
  #file: { number: number; handle: FileHandle } | undefined
  #tail: JournalTailReader | undefined
  #opening: Promise<unknown> = Promise.resolve()
  #broken: StateNotWritable | undefined
  /** Lanes that are ready at the same time share one flush. */
  readonly #begun = new CombinedWrites<string, void>(async (lines) => {
    await this.#append(lines.join(''), { sync: true })
    return lines.map(() => undefined)
  })

  /** Without a folder (a database in memory), it records nothing. */
  constructor(
    readonly folder: string | null,
    private readonly limits = LIMITS
  ) {}

  /** The lines are on disk when this resolves. @throws StateNotWritable */
  async begin(groups: BegunSends[]): Promise<void> {
    if (this.folder === null || groups.length === 0) return
    await this.#begun.submit(groups.map(begunLine).join(''))
  }

  /** @throws StateNotWritable */
  async answered(answers: AnsweredSend[]): Promise<void> {
    if (this.folder === null || answers.length === 0) return
    await this.#append(answeredLine(answers))
  }

  /** Records from which mark on the journal is complete. @throws StateNotWritable */
  async startAfter(beginning: JournalBeginning): Promise<void> {
    await this.#append(beganLine(beginning), { sync: true })
  }

  /** Checks that the journal is writable, trying again after a failure. @throws StateNotWritable */
  async ensureWritable(): Promise<void> {
    if (this.folder === null || (this.#file && !this.#broken)) return
    await this.#append('\n', { sync: true })
  }

  /** The last marks written by any process of this machine. */
  async tail(): Promise<JournalTail> {
    if (this.folder === null) return { marks: [], unreadable: false, empty: true }
    this.#tail ??= new JournalTailReader(this.folder, MARKS_COMPARED)
    return this.#tail.read()
  }

  /** Renames the files, and keeps them for a person to inspect. */
  async setAsideAll(): Promise<void> {
    await this.close()
    this.#tail = undefined
    for (const number of await journalFiles(this.folder!)) {
      const path = journalFile(this.folder!, number)
      await rename(path, `${path}.unreadable`)
    }
  }

  /** Waits for pending writes. The next line opens the file again. */
  async close(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    await file?.handle.close()
  }

  async #append(text: string, { sync = false } = {}): Promise<void> {
    try {
      const handle = await this.#openFile()
      const buffer = Buffer.from(text)
      const { bytesWritten } = await handle.write(buffer)
      if (bytesWritten < buffer.length)
        throw Object.assign(new Error('partly written'), { code: 'ENOSPC' })
      if (sync) await handle.datasync()
      this.#broken = undefined
    } catch (error) {
      this.#broken = new StateNotWritable(this.folder!, error)
      throw this.#broken
    }
  }

  /** One call at a time: otherwise two would open the file at once. */
  async #openFile(): Promise<FileHandle> {
    const opened = this.#opening.then(() => this.#currentFile())
    this.#opening = opened.catch(() => undefined)
    return opened
  }

  /** The newest file, if it has room and still exists. */
  async #currentFile(): Promise<FileHandle> {
    if (this.#file) {
      const { size, nlink } = await this.#file.handle.stat()
      const { fileBytes } = this.limits
      if (size < fileBytes && nlink > 0) return this.#file.handle
      if (size >= fileBytes) return this.#open(this.#file.number + 1)
    }
    const [newest] = await journalFiles(this.folder!)
    return this.#open(newest ?? 1)
  }

  async #open(number: number): Promise<FileHandle> {
    await this.close()
    await mkdir(this.folder!, { recursive: true, mode: 0o700 })
    const handle = await open(journalFile(this.folder!, number), 'a', 0o600)
    this.#file = { number, handle }
    const folder = await open(this.folder!, 'r')
    await folder.sync().finally(() => folder.close())
    for (const old of await journalFiles(this.folder!)) {
      if (old <= number - this.limits.filesKept)
        await rm(journalFile(this.folder!, old), { force: true })
    }
    return handle
  }
}
