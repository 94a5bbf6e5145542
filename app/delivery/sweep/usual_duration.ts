/** Measurements remembered. */
const REMEMBERED = 30

/** Milliseconds added to the longest of them. */
const MARGIN_MS = 20

const AT_MOST_MS = 500

/**
 * How long something usually takes, in real milliseconds: the longest recent duration plus a
 * margin.
 */
export class UsualDuration {
  readonly #last: number[] = []

  get usualMs(): number {
    return Math.min(AT_MOST_MS, Math.ceil(Math.max(0, ...this.#last)) + MARGIN_MS)
  }

  async measure<Result>(work: () => Promise<Result>): Promise<Result> {
    const startedAt = performance.now()
    const result = await work()
    this.#last.push(performance.now() - startedAt)
    if (this.#last.length > REMEMBERED) this.#last.shift()
    return result
  }
}
