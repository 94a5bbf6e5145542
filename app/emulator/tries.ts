/** How often each message (the same text to the same number) has been tried. */
export class Tries {
  #counts = new Map<string, number>()

  /** Counts one more try, and returns its number, from 1. */
  next(message: string): number {
    const nth = (this.#counts.get(message) ?? 0) + 1
    this.#counts.set(message, nth)
    return nth
  }

  clear(): void {
    this.#counts.clear()
  }
}
