/**
 * Waits that double from the shortest to the longest while there is nothing to do, in milliseconds.
 */
export class GrowingWait {
  #nextMs: number

  constructor(
    private readonly shortestMs: number,
    private readonly longestMs: number
  ) {
    this.#nextMs = shortestMs
  }

  /** Returns the current wait and doubles the next. */
  take(): number {
    const waitMs = this.#nextMs
    this.#nextMs = Math.min(this.longestMs, waitMs * 2)
    return waitMs
  }

  /** Call when there was something to do. */
  reset(): void {
    this.#nextMs = this.shortestMs
  }
}
