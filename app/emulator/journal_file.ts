import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { JournalEntry } from '#emulator/journal'

/** Numbers and texts are in it: nobody else's business. */
const OWNER_ONLY = 0o600

/** A file of JSON lines. A line is with the operating system when `append` returns, so SIGKILL cannot take it back. */
export class JournalFile {
  readonly #file: number
  readonly #before: JournalEntry[]

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true })
    this.#file = openSync(path, 'a+', OWNER_ONLY)
    /** A pipe or a device has no past. */
    const text = fstatSync(this.#file).isFile() ? readFileSync(path, 'utf8') : ''
    this.#before = readEntries(text)
    /** Whoever died in the middle of a line must not spoil the next one. */
    if (text !== '' && !text.endsWith('\n')) writeSync(this.#file, '\n')
  }

  /** What an earlier emulator wrote. */
  get before(): JournalEntry[] {
    return this.#before
  }

  append(entry: JournalEntry): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`)
  }

  clear(): void {
    ftruncateSync(this.#file)
  }

  close(): void {
    closeSync(this.#file)
  }
}

function readEntries(text: string): JournalEntry[] {
  return text.split('\n').flatMap((line) => {
    try {
      const entry: JournalEntry = JSON.parse(line)
      return Number.isSafeInteger(entry?.seq) ? [entry] : []
    } catch {
      /** The end of the file, or of a line that was never finished: its request had no answer either. */
      return []
    }
  })
}
