import { hash } from 'node:crypto'
import { JournalFile } from '#emulator/journal_file'

/** Whether the message was taken, whatever the client got to hear of it. */
export type JournalOutcome = `accepted${string}` | `refused:${string}`

export interface JournalEntry {
  /** Rises by one; goes on after a reset, and after a restart with the same file. */
  seq: number
  /** When the request arrived: milliseconds since 1970, to the microsecond. */
  at: number
  /** `tel:+237…` as it was sent; empty where the request held none. */
  address: string
  text: string
  /** SHA-256 of the text, in hexadecimal. */
  textHash: string
  outcome: JournalOutcome
  resourceId: string | null
}

/**
 * Every send request that arrived, in order: the other side's story, which no
 * client can change. What is `accepted…` here counts as sent.
 */
export class Journal {
  accepted = 0

  #entries: JournalEntry[] = []
  #lastSeq = 0
  readonly #file?: JournalFile

  constructor(path?: string) {
    if (!path) return
    this.#file = new JournalFile(path)
    this.#entries = this.#file.before
    this.#lastSeq = this.#entries.at(-1)?.seq ?? 0
    this.accepted = this.#entries.filter(isAccepted).length
  }

  /** Writes the file first: what cannot be written has not been accepted. */
  add(entry: Omit<JournalEntry, 'seq' | 'textHash'> & { textHash?: string }): void {
    const { at, address, text, textHash = hashOf(text), outcome, resourceId } = entry
    const seq = this.#lastSeq + 1
    const full = { seq, at, address, text, textHash, outcome, resourceId }
    this.#file?.append(full)
    this.#entries.push(full)
    this.#lastSeq = seq
    if (isAccepted(full)) this.accepted++
  }

  entries(afterSeq = 0): JournalEntry[] {
    const firstSeq = this.#entries[0]?.seq ?? 0
    return this.#entries.slice(Math.max(0, afterSeq - firstSeq + 1))
  }

  clear(): void {
    this.#entries = []
    this.accepted = 0
    this.#file?.clear()
  }

  close(): void {
    this.#file?.close()
  }
}

export function isAccepted({ outcome }: Pick<JournalEntry, 'outcome'>): boolean {
  return outcome.startsWith('accepted')
}

export function hashOf(text: string): string {
  return hash('sha256', text)
}
