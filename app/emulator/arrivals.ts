import { SlidingSecond } from '#emulator/sliding_second'
import { SlidingLimit } from '#emulator/sliding_limit'

/**
 * Incoming send requests, including refused ones: counted before anything else is known about them.
 */
export class Arrivals {
  requests = 0
  /** The client disconnected before its request was complete. */
  aborted = 0

  readonly #seen = new SlidingSecond()
  readonly #limit: SlidingLimit

  constructor(ratePerSecond: number | null) {
    this.#limit = new SlidingLimit(ratePerSecond, 1000)
  }

  get maxInAnySlidingSecond(): number {
    return this.#seen.most
  }

  /** Returns whether the request is within the limit. */
  register(atMs: number): boolean {
    this.#count(atMs)
    return this.#limit.admit(atMs)
  }

  /** Counts the requests of an earlier emulator with the same journal file. */
  remember(timesMs: number[]): void {
    for (const atMs of timesMs.toSorted((a, b) => a - b)) this.#count(atMs)
  }

  /** The limit continues: forgetting it would let twice as many through. */
  clear(): void {
    this.requests = 0
    this.aborted = 0
    this.#seen.clear()
  }

  #count(atMs: number): void {
    this.requests++
    this.#seen.add(atMs)
  }
}
