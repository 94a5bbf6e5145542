import { closeSync, openSync, writeSync } from 'node:fs'
import { createHash } from 'node:crypto'

export interface JournalEntry {
  seq: number
  /** Milliseconds since the emulator started. */
  at: number
  /** `tel:+237…`, as it was sent. */
  address: string
  text: string
  textHash: string
  /** `accepted`, `accepted: reset_after_accept` …: the emulator took it. `refused: …`: it did not. */
  outcome: string
  resourceId?: string
}

/**
 * Everything that arrived, in order: the other side of the story, which no
 * client can change. With a file it survives the emulator's own end.
 */
export class Journal {
  readonly #entries: JournalEntry[] = []
  readonly #file?: number

  constructor(path?: string) {
    if (path) this.#file = openSync(path, 'a')
  }

  add(entry: Omit<JournalEntry, 'seq' | 'textHash'>): void {
    const full: JournalEntry = {
      seq: this.#entries.length + 1,
      textHash: createHash('sha256').update(entry.text).digest('hex'),
      ...entry,
    }
    this.#entries.push(full)
    if (this.#file !== undefined) writeSync(this.#file, `${JSON.stringify(full)}\n`)
  }

  entries(after = 0): JournalEntry[] {
    return this.#entries.slice(after)
  }

  reset(): void {
    this.#entries.length = 0
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
  }
}
