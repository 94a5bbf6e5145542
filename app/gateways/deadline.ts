/** The end of one `send()`, measured by the clock that never jumps. */
export class Deadline {
  readonly #startedAt = performance.now()

  constructor(private readonly totalMs: number) {}

  get elapsedMs(): number {
    return Math.round(performance.now() - this.#startedAt)
  }

  get leftMs(): number {
    return this.totalMs - (performance.now() - this.#startedAt)
  }

  /** What the work gives, or nothing if that many milliseconds would not be left of the total. */
  async leaving<Value>(reserveMs: number, work: Promise<Value>): Promise<Value | undefined> {
    const waitMs = this.leftMs - reserveMs
    if (waitMs <= 0) return undefined
    let timer: NodeJS.Timeout | undefined
    const tooLate = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), waitMs)
    })
    return Promise.race([work, tooLate]).finally(() => clearTimeout(timer))
  }
}
