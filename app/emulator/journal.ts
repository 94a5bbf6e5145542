import { hash } from 'node:crypto'
import { JournalFile, type JournalEntry } from '#emulator/journal_file'

/**
 * Every send request that arrived, in order: the operator's record, which no client can change.
 * `accepted…` here counts as sent.
 */
export class Journal {
  accepted = 0

  #entries: JournalEntry[] = []
  #lastSeq = 0
  readonly #answered = new Set<number>()
  readonly #file?: JournalFile

  constructor(path?: string) {
    if (!path) return
    this.#file = new JournalFile(path)
    this.#entries = this.#file.before
    this.#lastSeq = this.#entries.at(-1)?.seq ?? 0
    this.accepted = this.#entries.filter(isAccepted).length
  }

  /** Writes the file first: a message that cannot be written is not accepted. */
  add(entry: Omit<JournalEntry, 'seq' | 'textHash'> & { textHash?: string }): JournalEntry {
    const { at, address, text, textHash = hashOf(text), outcome, resourceId } = entry
    const seq = this.#lastSeq + 1
    const full = { seq, at, address, text, textHash, outcome, resourceId }
    this.#file?.append(full)
    this.#entries.push(full)
    this.#lastSeq = seq
    if (isAccepted(full)) this.accepted++
    return full
  }

  /** The 201 was sent completely, and the client was still connected. */
  markAnswered(seq: number): void {
    this.#answered.add(seq)
  }

  isAnswered({ seq }: JournalEntry): boolean {
    return this.#answered.has(seq)
  }

  entries(afterSeq = 0): JournalEntry[] {
    const firstSeq = this.#entries[0]?.seq ?? 0
    return this.#entries.slice(Math.max(0, afterSeq - firstSeq + 1))
  }

  clear(): void {
    this.#entries = []
    this.#answered.clear()
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
