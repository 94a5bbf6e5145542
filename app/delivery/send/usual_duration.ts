/** Measurements that are remembered. */
const REMEMBERED = 30

/** On top of the longest of them, in milliseconds. */
const MARGIN_MS = 20

const AT_MOST_MS = 500

/** Within how many real milliseconds something is usually done: the longest of the last times, and a margin. */
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
