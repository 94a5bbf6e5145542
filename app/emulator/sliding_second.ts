const SECOND_MS = 1000

/** The most events in any one second, wherever that second begins. */
export class SlidingSecond {
  #times: number[] = []
  #oldest = 0
  #most = 0

  get most(): number {
    return this.#most
  }

  add(atMs: number): void {
    this.#times.push(atMs)
    while (atMs - this.#times[this.#oldest] >= SECOND_MS) this.#oldest++
    this.#most = Math.max(this.#most, this.#times.length - this.#oldest)
    /** Copied only when half of it is unused: amortised constant work per event. */
    if (this.#oldest > 1024 && this.#oldest * 2 > this.#times.length) {
      this.#times = this.#times.slice(this.#oldest)
      this.#oldest = 0
    }
  }

  clear(): void {
    this.#times = []
    this.#oldest = 0
    this.#most = 0
  }
}
