/** Lets at most `limit` events through in any window of that length, exactly; what it refuses does not count. */
export class SlidingLimit {
  /** When the last `limit` admitted events were. */
  readonly #admitted: Float64Array
  /** Where the oldest of them stands, which the next one replaces. */
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
