/** Of each new measurement that goes into the average. */
const WEIGHT = 0.2

/** The time allowed is this many times the average. */
const MARGIN = 1.5

const AT_MOST_MS = 500

/** How long something usually takes, in real milliseconds, with a margin: a moving average of what was measured. */
export class UsualDuration {
  #averageMs = 10

  get usualMs(): number {
    return Math.min(AT_MOST_MS, Math.ceil(this.#averageMs * MARGIN))
  }

  async measure<Result>(work: () => Promise<Result>): Promise<Result> {
    const startedAt = performance.now()
    const result = await work()
    this.#averageMs += WEIGHT * (performance.now() - startedAt - this.#averageMs)
    return result
  }
}
