const SECOND_MS = 1_000

/** Counts what falls into the second that ends now, and remembers the most it ever was. */
export class RateWindow {
  #times: number[] = []
  #start = 0
  #most = 0

  get most(): number {
    return this.#most
  }

  /** How many were counted in the second before `now`. */
  count(now: number): number {
    while (this.#start < this.#times.length && this.#times[this.#start] <= now - SECOND_MS)
      this.#start += 1
    if (this.#start > 4_096) {
      this.#times = this.#times.slice(this.#start)
      this.#start = 0
    }
    return this.#times.length - this.#start
  }

  add(now: number): void {
    this.#times.push(now)
    this.#most = Math.max(this.#most, this.count(now))
  }
}
