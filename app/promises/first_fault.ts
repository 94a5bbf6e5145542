/**
 * Keeps the first error of several pieces of work until all are done: a failure of one must not
 * prevent the others from being recorded.
 */
export class FirstFault {
  #first?: { error: unknown }

  /** Returns the result of the work, or undefined if it failed. */
  async keep<Result>(work: Promise<Result>): Promise<Result | undefined> {
    try {
      return await work
    } catch (error) {
      this.add(error)
      return undefined
    }
  }

  add(error: unknown): void {
    this.#first ??= { error }
  }

  throwIfAny(): void {
    if (this.#first) throw this.#first.error
  }
}
