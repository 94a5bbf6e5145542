/** Milliseconds; a later wake-up is an outlier. */
const MOST_MS = 250

/** The share that remains after each punctual departure. */
const KEPT = 0.95

/**
 * How late this process has recently been for its departures. On an overloaded machine,
 * requests are also delayed unevenly on their way.
 */
export class RecentLateness {
  #ms = 0

  get ms(): number {
    return Math.min(this.#ms, MOST_MS)
  }

  note(ms: number): void {
    this.#ms = Math.max(ms, this.#ms * KEPT)
  }
}
