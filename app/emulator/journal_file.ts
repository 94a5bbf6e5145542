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

/** Whether the message was accepted, whatever the client learned of it. */
export type JournalOutcome = `accepted${string}` | `refused:${string}`

export interface JournalEntry {
  /** Increases by one; continues after a reset, and after a restart with the same file. */
  seq: number
  /** When the request arrived: milliseconds since 1970, to the microsecond. */
  at: number
  /** `tel:+237…` as it was sent; empty if the request had none. */
  address: string
  text: string
  /** SHA-256 of the text, in hexadecimal. */
  textHash: string
  outcome: JournalOutcome
  resourceId: string | null
}

/** It contains numbers and texts: only the owner may read it. */
const OWNER_ONLY = 0o600

/**
 * A file of JSON lines. The operating system has a line when `append` returns, so SIGKILL cannot
 * undo it.
 */
export class JournalFile {
  readonly #file: number
  readonly #before: JournalEntry[]

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true })
    this.#file = openSync(path, 'a+', OWNER_ONLY)
    /** A pipe or a device has no earlier entries. */
    const text = fstatSync(this.#file).isFile() ? readFileSync(path, 'utf8') : ''
    this.#before = readEntries(text)
    /** A line cut off by a crash must not spoil the next one. */
    if (text !== '' && !text.endsWith('\n')) writeSync(this.#file, '\n')
  }

  /** The entries of earlier emulators. */
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
      /** The end of the file, or of an unfinished line: its request had no answer either. */
      return []
    }
  })
}
