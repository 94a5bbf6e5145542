import { open } from 'node:fs/promises'
import { journalFile, journalFiles } from '#delivery/restore/journal_files'
import { isOurs, markOf, type SendingMark } from '#delivery/restore/journal_line'

export interface JournalTail {
  /** The last marks in the journal, newest first. */
  marks: SendingMark[]
  /** The journal has content, but no line of it is ours. */
  unreadable: boolean
  /** The journal has no line of ours. */
  empty: boolean
}

/** Bytes read from the end at first; four times as many if they do not hold enough marks. */
const FIRST_READ = 256 * 1024

/** Bytes of a line that hold its mark. */
const HEAD = 160
const LINE_BREAK = 10

/**
 * The last marks of a journal. The first read goes backwards; later reads only cover what any
 * process has added since.
 */
export class JournalTailReader {
  #marks: SendingMark[] = []
  #ours = false
  #foreign = false
  /** How far it has been read. */
  #read: { number: number; offset: number } | undefined

  constructor(
    private readonly folder: string,
    private readonly most: number
  ) {}

  async read(): Promise<JournalTail> {
    const files = await journalFiles(this.folder)
    if (!this.#read || !(await this.#readOn(files))) await this.#readBackwards(files)
    return {
      marks: this.#marks.toReversed(),
      unreadable: this.#foreign && !this.#ours,
      empty: !this.#ours,
    }
  }

  /** Returns whether the part read before is still there. */
  async #readOn(files: number[]): Promise<boolean> {
    const { number: last, offset } = this.#read!
    if (!files.includes(last)) return false
    for (const number of files.filter((each) => each >= last).toReversed()) {
      const added = await readFrom(this.folder, number, number === last ? offset : 0)
      if (!added) return false
      this.#read = { number, offset: added.end }
      this.#take(scan(added.buffer))
    }
    return true
  }

  async #readBackwards(files: number[]): Promise<void> {
    this.#marks = []
    this.#ours = this.#foreign = false
    this.#read = undefined
    for (const number of files) {
      const newer = this.#marks
      this.#marks = []
      const end = await this.#readEnd(number, this.most - newer.length)
      this.#marks = [...this.#marks, ...newer].slice(-this.most)
      this.#read ??= { number, offset: end }
      if (this.#marks.length >= this.most) break
    }
  }

  async #readEnd(number: number, most: number): Promise<number> {
    for (let wanted = FIRST_READ; ; wanted *= 4) {
      const added = (await readFrom(this.folder, number, -wanted))!
      const found = scan(added.buffer)
      if (found.marks.length < most && added.start > 0) continue
      this.#take(found)
      return added.end
    }
  }

  #take({ marks, ours, foreign }: ReturnType<typeof scan>): void {
    this.#marks = [...this.#marks, ...marks].slice(-this.most)
    this.#ours ||= ours
    this.#foreign ||= foreign
  }
}

/**
 * Reads from the offset to the last line break; a negative offset counts from the end. Undefined if
 * the file has become shorter.
 */
async function readFrom(folder: string, number: number, offset: number) {
  const file = await open(journalFile(folder, number), 'r')
  try {
    const { size } = await file.stat()
    const start = offset < 0 ? Math.max(0, size + offset) : offset
    if (start > size) return undefined
    const buffer = Buffer.allocUnsafe(size - start)
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start)
    const complete = buffer.subarray(0, bytesRead).lastIndexOf(LINE_BREAK) + 1
    return { buffer: buffer.subarray(0, complete), start, end: start + complete }
  } finally {
    await file.close()
  }
}

function scan(buffer: Buffer) {
  const found = { marks: [] as SendingMark[], ours: false, foreign: false }
  for (let start = 0; start < buffer.length;) {
    const end = buffer.indexOf(LINE_BREAK, start)
    if (end > start) {
      const head = buffer.toString('latin1', start, Math.min(end, start + HEAD))
      const mark = markOf(head)
      if (mark) found.marks.push(mark)
      if (isOurs(head)) found.ours = true
      else found.foreign = true
    }
    start = end + 1
  }
  return found
}
