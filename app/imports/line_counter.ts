const LF = 0x0a
const CR = 0x0d

/** Counts the lines of a file as its bytes go by, whichever way they end. */
export class LineCounter {
  #lineFeeds = 0
  #returns = 0
  #endsOpen = false

  add(chunk: Buffer): void {
    this.#lineFeeds += countOf(chunk, LF)
    this.#returns += countOf(chunk, CR)
    const last = chunk.at(-1)
    this.#endsOpen = last !== LF && last !== CR
  }

  get count(): number {
    return Math.max(this.#lineFeeds, this.#returns) + (this.#endsOpen ? 1 : 0)
  }
}

function countOf(chunk: Buffer, byte: number): number {
  let count = 0
  for (let at = chunk.indexOf(byte); at >= 0; at = chunk.indexOf(byte, at + 1)) count++
  return count
}
