/** The deadline of one `send()`, measured by a clock that never jumps. */
export class Deadline {
  readonly #startedAt = performance.now()

  constructor(private readonly totalMs: number) {}

  get elapsedMs(): number {
    return Math.round(performance.now() - this.#startedAt)
  }

  get leftMs(): number {
    return this.totalMs - (performance.now() - this.#startedAt)
  }

  /** The result of the work, or undefined if it would leave less than `reserveMs` of the total. */
  async leaving<Value>(reserveMs: number, work: () => Promise<Value>): Promise<Value | undefined> {
    const waitMs = this.leftMs - reserveMs
    if (waitMs <= 0) return undefined
    let timer: NodeJS.Timeout | undefined
    const tooLate = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), waitMs)
    })
    return Promise.race([work(), tooLate]).finally(() => clearTimeout(timer))
  }
}
