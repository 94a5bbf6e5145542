/**
 * Admits at most `limit` events in any window of that length, exactly; refused events do not count.
 */
export class SlidingLimit {
  /** The times of the last `limit` admitted events. */
  readonly #admitted: Float64Array
  /** The index of the oldest of them, which the next one replaces. */
  #next = 0

  constructor(
    limit: number | null,
    private readonly windowMs: number
  ) {
    this.#admitted = new Float64Array(limit ?? 0).fill(-Infinity)
  }

  admit(atMs: number): boolean {
    if (this.#admitted.length === 0) return true
    if (atMs - this.#admitted[this.#next] < this.windowMs) return false
    this.#admitted[this.#next] = atMs
    this.#next = (this.#next + 1) % this.#admitted.length
    return true
  }
}
