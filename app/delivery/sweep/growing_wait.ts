/** Waits that double from the shortest to the longest while there is nothing to do, in milliseconds. */
export class GrowingWait {
  #nextMs: number

  constructor(
    private readonly shortestMs: number,
    private readonly longestMs: number
  ) {
    this.#nextMs = shortestMs
  }

  /** The wait of this time. */
  take(): number {
    const waitMs = this.#nextMs
    this.#nextMs = Math.min(this.longestMs, waitMs * 2)
    return waitMs
  }

  /** There was something to do. */
  reset(): void {
    this.#nextMs = this.shortestMs
  }
}
